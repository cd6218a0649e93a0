"""The page's server between a browser and the two local servers, over real sockets."""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from websockets.sync.client import connect

from assistant.manifest import manifest
from assistant.playground.google_sheets import LocalSheets
from assistant.playground.page import STATIC, Doing, LocalPage, Shop
from assistant.playground.slack import BOT_TOKEN, FLOOR, OLIVE, ORDERS, SAM, LocalSlack

LEDGER, TRIES = "ledger-of-the-test", 30
ROLES = {SAM: "picker", OLIVE: "owner"}


@pytest.fixture(scope="module")
def slack() -> Iterator[LocalSlack]:
    served = LocalSlack().start()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def sheets() -> Iterator[LocalSheets]:
    served = LocalSheets().start()
    served.create("Ledger", LEDGER)
    served.do(LEDGER, {"addSheet": {"properties": {"title": "Stock", "index": 0}}})
    cells = [["SKU", "Counted", "On hand"], ["MUG-BLU", "", "5"], ["MUG-RED", "", "14"]]
    for row, texts in enumerate(cells, start=1):
        for letter, text in zip("ABC", texts, strict=True):
            served.type(LEDGER, "Stock", f"{letter}{row}", text)
    kept = {"startColumnIndex": 2, "endColumnIndex": 3}
    sheet_id = served.tab(LEDGER, "Stock").id
    served.do(
        LEDGER,
        {"addProtectedRange": {"protectedRange": {"range": {"sheetId": sheet_id, **kept}}}},
    )
    yield served
    served.stop()


@pytest.fixture(scope="module")
def doing() -> Iterator[str]:
    """The address of something to do, as the program would offer it."""

    class Doer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.dumps({"said": "Done.", "look": ORDERS}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Doer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def page(slack: LocalSlack, sheets: LocalSheets, doing: str) -> Iterator[LocalPage]:
    about = Shop(name="Marsh & Daughters", roles=ROLES, doings=(Doing("digest", "Digest", doing),))
    served = LocalPage(
        about, slack_url=slack.base_url, sheets_url=sheets.base_url, ledger_id=LEDGER
    ).start()
    yield served
    served.stop()


@pytest.fixture(autouse=True)
def quiet(slack: LocalSlack) -> None:
    slack.reset()


def asked(page: LocalPage, path: str, **words: str) -> Any:
    answer = httpx.get(f"{page.url}{path}", params=words)
    assert answer.status_code == 200, answer.text
    return answer.json()


def posted(page: LocalPage, path: str, **body: Any) -> Any:
    answer = httpx.post(f"{page.url}{path}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def bot(slack: LocalSlack) -> WebClient:
    return WebClient(token=BOT_TOKEN, base_url=slack.api_url)


def news_of(
    page: LocalPage, deed: Callable[[], object], so: Callable[[Mapping[str, Any]], bool]
) -> Any:
    """The news that a deed makes; it is done again until the page hears, which connects late."""
    with connect(f"{page.url.replace('http', 'ws')}news") as socket:
        for _ in range(TRIES):
            deed()
            with suppress(TimeoutError):
                while True:
                    note = json.loads(socket.recv(timeout=1))
                    if so(note):
                        return note
    raise TimeoutError(f"no such news after {TRIES} deeds")


def test_everything_the_page_needs_comes_from_the_page_itself(page: LocalPage) -> None:
    front = httpx.get(page.url).text
    wanted = re.findall(r'(?:src|href)="(static/[^"]+)"', front)

    assert "Backroom" in front
    assert len(wanted) >= 5
    for path in [*wanted, "static/ag-grid.js", "static/chat.js", "static/ledger.js"]:
        assert httpx.get(f"{page.url}{path}").status_code == 200, path


def test_no_file_of_the_page_names_another_host() -> None:
    for file in Path(STATIC).iterdir():
        named = re.findall(r"https?://[a-z0-9.-]+|[\"'(]//[a-z0-9.-]+", file.read_text())
        assert set(named) <= {"http://www.w3.org"}, file.name


def test_people_come_with_their_role_those_of_the_shop_first(page: LocalPage) -> None:
    people = asked(page, "shop")["people"]

    assert [one["is"] for one in people[:2]] == ["picker", "owner"]
    assert all(not one["bot"] for one in people)


def test_a_person_sees_the_channels_and_one_dm(page: LocalPage) -> None:
    channels = asked(page, "channels", user=OLIVE)["channels"]

    assert [one["name"] for one in channels if one["direct"]] == ["Backroom"]
    assert "orders" in [one["name"] for one in channels]


def test_what_is_said_on_the_page_is_said_in_slack_with_a_real_mention(
    page: LocalPage, slack: LocalSlack
) -> None:
    posted(page, "say", user=OLIVE, channel=FLOOR, text="@backroom what is late?", thread=None)

    [message] = slack.messages(FLOOR)
    assert message["text"].startswith("<@U")
    [drawn] = asked(page, "messages", user=SAM, channel=FLOOR)["messages"]
    assert "@Backroom" in drawn["html"]
    assert drawn["by"]["name"] == "Olive Marsh"


def test_a_message_for_one_person_is_shown_to_nobody_else(
    page: LocalPage, slack: LocalSlack
) -> None:
    bot(slack).chat_postEphemeral(channel=FLOOR, user=OLIVE, text="for you")

    seen = asked(page, "messages", user=OLIVE, channel=FLOOR)["messages"]
    assert [one["only_you"] for one in seen] == [True]
    assert asked(page, "messages", user=SAM, channel=FLOOR)["messages"] == []


def test_replies_are_counted_and_shown_in_their_thread(page: LocalPage, slack: LocalSlack) -> None:
    root = slack.say(SAM, ORDERS, "who packs 1043?")
    bot(slack).chat_postMessage(channel=ORDERS, text="*Sam* does", thread_ts=root)

    [top] = asked(page, "messages", user=OLIVE, channel=ORDERS)["messages"]
    assert top["replies"] == 1
    thread = asked(page, "messages", user=OLIVE, channel=ORDERS, thread=root)["messages"]
    assert "<strong>Sam</strong> does" in thread[1]["html"]


def test_a_new_message_is_news_to_every_open_page(page: LocalPage, slack: LocalSlack) -> None:
    note = news_of(
        page,
        lambda: bot(slack).chat_postMessage(channel=ORDERS, text="parcel 7 left"),
        lambda one: one.get("channel") == ORDERS,
    )

    assert note["about"] == "chat"
    assert note["message"] is True


def test_a_button_without_a_program_behind_it_says_what_the_person_sees(page: LocalPage) -> None:
    sent = bot_message_with_button(page)

    seen = posted(
        page,
        "press",
        user=OLIVE,
        channel=FLOOR,
        ts=sent["ts"],
        block="b1",
        action={"type": "button", "action_id": "go", "value": "1"},
        chosen=None,
        values=[],
    )

    assert "dispatch_failed" in seen["user_sees"]


def bot_message_with_button(page: LocalPage) -> Mapping[str, Any]:
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    answer = httpx.post(
        f"{page.talk.url}api/chat.postMessage",
        headers={"authorization": f"Bearer {BOT_TOKEN}"},
        json={
            "channel": FLOOR,
            "text": "press",
            "blocks": [{"type": "actions", "block_id": "b1", "elements": [button]}],
        },
    )
    sent: Mapping[str, Any] = answer.json()
    return sent


def test_slacks_refusal_reaches_the_person_in_words(page: LocalPage) -> None:
    answer = httpx.post(f"{page.url}say", json={"user": OLIVE, "channel": "C404", "text": "hello"})

    assert answer.status_code == 409
    assert answer.json()["error"] == "Slack refuses: channel_not_found."


def test_the_ledger_knows_whose_column_is_whose(page: LocalPage) -> None:
    sheet = asked(page, "sheet", tab="Stock")

    assert [tab["name"] for tab in sheet["tabs"]] == ["Stock", "Sheet1"]
    assert [(one["heading"], one["whose"]) for one in sheet["columns"]] == [
        ("SKU", "ours"),
        ("Counted", "ours"),
        ("On hand", "theirs"),
    ]
    assert sheet["rows"][1]["cells"] == {"A": "MUG-RED", "B": "", "C": 14}


def test_typing_on_the_page_is_typing_in_the_sheet(page: LocalPage, sheets: LocalSheets) -> None:
    note = news_of(
        page,
        lambda: posted(page, "cell", tab="Stock", row=2, column="B", typed="12"),
        lambda one: one["about"] == "ledger",
    )

    assert sheets.cell(LEDGER, "Stock", "B2").value == 12
    assert note["tab"] == "Stock"


def test_a_note_on_a_cell_comes_with_its_row(page: LocalPage, sheets: LocalSheets) -> None:
    sheet_id = sheets.tab(LEDGER, "Stock").id
    start = {"sheetId": sheet_id, "rowIndex": 2, "columnIndex": 1}
    rows = [{"values": [{"note": "Type a whole number."}]}]
    sheets.do(LEDGER, {"updateCells": {"start": start, "rows": rows, "fields": "note"}})

    rows_shown = asked(page, "sheet", tab="Stock")["rows"]

    assert rows_shown[1]["notes"] == {"B": "Type a whole number."}


def test_the_ledger_is_shown_as_the_sheet_is_made_to_look(
    slack: LocalSlack, sheets: LocalSheets
) -> None:
    book = sheets.create("Looks")
    sheets.do(book, {"addSheet": {"properties": {"sheetId": 7, "title": "Second"}}})
    rows = [["Read", "Sold", "Size", "Kind", "Id"], ["A long sentence.", "TRUE", "S", "x", "1"],
            ["Another.", "FALSE", "L", "y", "2"]]  # fmt: skip
    for row, texts in enumerate(rows, start=1):
        for letter, text in zip("ABCDE", texts, strict=True):
            sheets.type(book, "Second", f"{letter}{row}", text)

    def cells(column: int, start: int = 1) -> dict[str, int]:
        return {"sheetId": 7, "startRowIndex": start, "startColumnIndex": column,
                "endColumnIndex": column + 1}  # fmt: skip

    def one_of(*words: str) -> dict[str, Any]:
        values = [{"userEnteredValue": word} for word in words]
        return {"condition": {"type": "ONE_OF_LIST", "values": values}}

    wrap = {"userEnteredFormat": {"wrapStrategy": "WRAP"}}
    whole = {"sheetId": 7, "dimension": "COLUMNS"}
    for request in (
        {"repeatCell": {"range": cells(0), "cell": wrap, "fields": "userEnteredFormat"}},
        {"setDataValidation": {"range": cells(1), "rule": {"condition": {"type": "BOOLEAN"}}}},
        {"setDataValidation": {"range": cells(2), "rule": one_of("S", "L")}},
        {"setDataValidation": {"range": cells(3, start=2), "rule": one_of("y", "z")}},
        {"updateDimensionProperties": {"range": {**whole, "startIndex": 4, "endIndex": 5},
                                       "properties": {"hiddenByUser": True},
                                       "fields": "hiddenByUser"}},
        {"updateDimensionProperties": {"range": {**whole, "startIndex": 0, "endIndex": 1},
                                       "properties": {"pixelSize": 321}, "fields": "pixelSize"}},
    ):  # fmt: skip
        sheets.do(book, request)
    shop = Shop(name="Marsh & Daughters", first_tab="Second")
    page = LocalPage(
        shop, slack_url=slack.base_url, sheets_url=sheets.base_url, ledger_id=book
    ).start()
    sheet, other = asked(page, "sheet"), asked(page, "sheet", tab="Sheet1")
    page.stop()

    columns = {one["heading"]: one for one in sheet["columns"]}
    assert (sheet["tab"], other["tab"]) == ("Second", "Sheet1")
    assert list(columns) == ["Read", "Sold", "Size", "Kind"]
    assert (columns["Read"]["wrapped"], columns["Read"]["width"]) == (True, 321)
    assert (columns["Sold"]["kind"], sheet["rows"][1]["cells"]["B"]) == ("tick", False)
    assert (columns["Size"]["choices"], columns["Kind"]["choices"]) == (["S", "L"], None)
    assert [row["choices"] for row in sheet["rows"]] == [{}, {"D": ["y", "z"]}]


def test_a_button_above_the_ledger_does_what_it_is_told_to(page: LocalPage) -> None:
    assert posted(page, "do", name="digest") == {"said": "Done.", "look": ORDERS}


def test_a_server_that_is_away_is_an_answer_in_words_not_a_crash(slack: LocalSlack) -> None:
    gone = LocalSheets().start()
    gone.create("Ledger", LEDGER)
    lonely = LocalPage(
        Shop(name="Shop"), slack_url=slack.base_url, sheets_url=gone.base_url, ledger_id=LEDGER
    ).start()
    gone.stop()

    answer = httpx.get(f"{lonely.url}sheet")
    lonely.stop()

    assert answer.status_code == 503
    assert "does not answer" in answer.json()["error"]


def test_a_port_that_is_taken_is_refused_at_once(page: LocalPage, slack: LocalSlack) -> None:
    port = int(page.url.rsplit(":", 1)[1].strip("/"))

    with pytest.raises(OSError, match="in use") as refused:
        LocalPage(
            Shop(name="Second"),
            slack_url=slack.base_url,
            sheets_url=slack.base_url,
            ledger_id=LEDGER,
            port=port,
        )

    assert refused.value.errno == errno.EADDRINUSE


def test_the_home_tab_is_shown_as_the_app_drew_it(page: LocalPage, slack: LocalSlack) -> None:
    assert asked(page, "home", user=OLIVE) == {"id": "", "html": ""}
    words = {"type": "plain_text", "text": "<b>3 late</b>"}
    view = {"type": "home", "blocks": [{"type": "header", "text": words}]}

    note = news_of(
        page,
        lambda: bot(slack).views_publish(user_id=OLIVE, view=view),
        lambda one: bool(one.get("home")),
    )
    shown = posted(page, "open_home", user=OLIVE)

    assert note["user"] == OLIVE
    assert "&lt;b&gt;3 late" in shown["html"]
    assert shown == asked(page, "home", user=OLIVE)
    assert asked(page, "home", user=SAM)["id"] == ""


def test_the_shortcuts_of_the_app_are_offered_on_messages(
    page: LocalPage, slack: LocalSlack
) -> None:
    slack.install(manifest())
    ts = slack.say(SAM, FLOOR, "1043?")
    shortcut, *others = asked(page, "shortcuts")["shortcuts"]
    said = {"user": OLIVE, "channel": FLOOR, "ts": ts, "callback_id": shortcut["callback_id"]}

    seen = posted(page, "shortcut", **said)

    assert shortcut["name"] == "Ask Backroom about this"
    assert [one["name"] for one in others] == ["Start a return", "Exchange goods", "Ship an order"]
    assert "dispatch_failed" in seen["user_sees"]
    (brought,) = [one["payload"] for one in slack.deliveries if one["kind"] == "interactive"]
    assert (brought["type"], brought["message"]["text"]) == ("message_action", "1043?")
