"""`backroom ledger check` asks what Backroom relies on, and each of its answers can be no."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from requests import Response

from assistant.playground.google_sheets import LocalSheets
from sheets import requests as bodies
from sheets.checks import asking
from sheets.checks.asking import QUESTIONS
from sheets.checks.desk import COLUMNS, FIRST_SHEET, TITLE, Desk
from sheets.checks.question import Answer
from sheets.connection import Connection, LedgerRefused
from tests.sheets.conftest import tabs

Json = dict[str, Any]
BY_HAND = {"version-by-hand", "sort-by-hand"}


class Bent(Connection):
    """A connection to a server that does something else than it is taken to do."""

    def __init__(self, server: LocalSheets) -> None:
        super().__init__(server.service_account_info(), server.base_url, pause=lambda _: None)
        self.request: Callable[[Json], Json] = lambda one: one
        self.answer: Callable[[Json], Json] = lambda told: told

    def call(self, kind: str, method: str, url: str, **given: Any) -> Response:
        """A call of which the requests or the answer are bent."""
        body = given.get("json") or {}
        if "requests" in body:
            given["json"] = {**body, "requests": [one for whole in body["requests"]
                                                  if (one := self.request(whole))]}  # fmt: skip
        elif body:
            given["json"] = self.request(body)
        answer = super().call(kind, method, url, **given)
        answer._content = orjson.dumps(self.answer(answer.json()))
        return answer


@pytest.fixture
def book(local_sheets: LocalSheets) -> Iterator[str]:
    """A spreadsheet of an owner, with something in it."""
    made = local_sheets.create("Ledger")
    local_sheets.type(made, "Sheet1", "A1", "mine")
    local_sheets.do(made, {"addSheet": {"properties": {"sheetId": 5, "title": f"{TITLE} 1"}}})
    yield made
    local_sheets.before_request = None
    local_sheets.faults.clear()


def desk_of(server: LocalSheets, book: str, connection: Connection | None = None) -> Desk:
    """The tabs of a check in a spreadsheet."""
    return Desk(connection or Bent(server), book, tabs(), pause=lambda _: None)


def left_alone(server: LocalSheets, book: str) -> bool:
    """Whether only what was there before is there."""
    document = server.document(book)
    titles = [tab.title for tab in document.tabs]
    untouched = server.rows(book, "Sheet1") == [["mine"]]
    return untouched and (titles, document.metadata) == (["Sheet1", f"{TITLE} 1"], [])


def asked(desk: Desk, *only: str, options: tuple[str, ...] = ()) -> list[Answer]:
    """The answers to some questions."""
    with asking.laid(desk):
        return list(asking.answers(desk, options, is_local=True, only=only))


def test_the_local_sheets_does_all_that_backroom_relies_on_and_is_left_as_it_was(
    local_sheets: LocalSheets, book: str
) -> None:
    answers = asked(desk_of(local_sheets, book))

    assert [one for one in answers if one.holds is False] == []
    assert {one.id for one in answers if one.holds} >= {"mark-once", "copy-filtered", "typed"}
    assert left_alone(local_sheets, book)


def without(kind: str, **words: Any) -> Callable[[Json], Json]:
    """Requests of a kind, with these words in them, are not done."""

    def bend(one: Json) -> Json:
        body = one.get(kind)
        is_meant = body is not None and words.items() <= body.items()
        return {} if is_meant else one

    return bend


def with_words(kind: str, change: Callable[[Json], Any]) -> Callable[[Json], Json]:
    """Requests of a kind are changed before they are done."""

    def bend(one: Json) -> Json:
        if kind in one:
            change(one[kind])
        return one

    return bend


def replaced(was: bytes, now: bytes) -> Callable[[Json], Json]:
    """Answers have other words in them."""
    return lambda told: orjson.loads(orjson.dumps(told).replace(was, now))


def no_mark(one: Json) -> Json:
    """Marks of batches are not made."""
    told = one.get("createDeveloperMetadata", {}).get("developerMetadata", {})
    return {} if told.get("metadataKey") == bodies.MARK else one


def no_lookup(one: Json) -> Json:
    """To forget a mark that is not there is refused."""
    if "deleteDeveloperMetadata" in one:
        lookup = one["deleteDeveloperMetadata"]["dataFilter"]["developerMetadataLookup"]
        if lookup.get("metadataKey") == bodies.MARK:
            lookup.clear()
    return one


def next_column(one: Json) -> Json:
    """The mark of a column is put on the one beside it."""
    told = one.get("createDeveloperMetadata", {}).get("developerMetadata", {})
    at = told.get("location", {}).get("dimensionRange")
    if at and at["dimension"] == "COLUMNS":
        at.update(startIndex=at["startIndex"] + 1, endIndex=at["endIndex"] + 1)
    return one


def no_tab_stock(one: Json) -> Json:
    """A tab is not made."""
    title = one.get("addSheet", {}).get("properties", {}).get("title", "")
    return {} if title == f"{TITLE} of Stock" else one


def first_rows(body: Json) -> None:
    """A copy takes only the first rows along."""
    if "startRowIndex" not in body["source"]:
        body["source"]["endRowIndex"] = 3


def later(one: Json) -> Json:
    """A row is inserted somewhere else than it was meant to be."""
    if "insertDimension" in one:
        one["insertDimension"]["range"].update(startIndex=7, endIndex=8)
    return one


def lower(body: Json) -> None:
    """Several cells are written a row too low."""
    if body.get("rows") and len(body["rows"]) == 4:
        body["start"]["rowIndex"] += 1


def fewer(told: Json) -> Json:
    """Hidden rows are not read."""
    for one in told.get("valueRanges", []):
        values = one["valueRange"].get("values", [])
        one["valueRange"]["values"] = [row for row in values if row[:1] not in (["A-2"], ["A-3"])]
    return told


def narrow(one: Json) -> Json:
    """A row is cut at the edge of the grid."""
    if "values" in one:
        one["values"] = [row[:COLUMNS] for row in one["values"]]
    return one


def backwards(told: Json) -> Json:
    """The answers to several ranges come in another order."""
    told.get("valueRanges", []).reverse()
    return told


def counted(told: Json) -> Json:
    """A line of nulls counts as a cell."""
    for one in told.get("responses", []):
        one["updatedCells"] = 1
    return told


class Moving:
    """Drive's version moves whenever somebody asks."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, told: Json) -> Json:
        if "version" in told:
            self._count += 1
            told["version"] = str(self._count)
        return told


BENT_REQUESTS: dict[str, Callable[[Json], Json]] = {
    "batch-whole": without("deleteSheet", sheetId=FIRST_SHEET + 901),
    "batch-order": later,
    "mark-once": no_mark,
    "mark-absent": no_lookup,
    "mark-column": next_column,
    "tabs-made": no_tab_stock,
    "copy-filtered": with_words("copyPaste", first_rows),
    "copy-hidden": with_words("copyPaste", first_rows),
    "copy-whole": with_words("copyPaste", first_rows),
    "copy-formulas": with_words("copyPaste", lambda body: body.update(pasteType="PASTE_VALUES")),
    "notes-copied": with_words("copyPaste", lambda body: body.update(pasteType="PASTE_FORMULA")),
    "write-filtered": with_words("updateCells", lower),
    "keeps-format": with_words(
        "updateCells", lambda body: body.update(fields="userEnteredValue,note")
    ),
    "rows-moved": without("moveDimension"),
    "sort-mark": without("sortRange"),
    "find-replace": without("findReplace"),
    "append-wide": narrow,
}
BENT_ANSWERS: dict[str, Callable[[Json], Json]] = {
    "version-rests": Moving(),
    "version-moves": lambda told: {**told, "version": "7"} if "version" in told else told,
    "read-hidden": fewer,
    "typed": replaced(b'"0042"', b"42"),
    "text-equals": replaced(b'"=1+1"', b'"\'=1+1"'),
    "formula-back": replaced(b"=IF(", b"=WENN("),
    "notes-put": replaced(b'"note"', b'"remark"'),
    "notes-told": replaced(b'"startRow":1', b'"startRow":0'),
    "read-order": backwards,
    "read-size": replaced(b":H20", b":H"),
    "read-outside": replaced(b":B20", b":B70"),
    "merged": replaced(b'"under"', b'""'),
    "sort-notes": replaced(b'"note"', b'"remark"'),
    "filter-null": counted,
    "typed-years": replaced(b"47242", b"10717"),
    "typed-true": replaced(b"true", b'"TRUE"'),
    "great-numbers": replaced(b'"1E+15"', b'"1000000000000000"'),
}


@pytest.mark.parametrize("name", sorted(BENT_REQUESTS | BENT_ANSWERS))
def test_each_line_says_so_when_the_server_does_something_else(
    local_sheets: LocalSheets, book: str, name: str
) -> None:
    bent = Bent(local_sheets)
    desk = desk_of(local_sheets, book, bent)
    [straight] = asked(desk, name)
    with asking.laid(desk):
        bent.request = BENT_REQUESTS.get(name, bent.request)
        bent.answer = BENT_ANSWERS.get(name, bent.answer)
        [crooked] = asking.answers(desk, is_local=True, only=[name])
        bent.request, bent.answer = lambda one: one, lambda told: told

    assert straight.holds
    assert crooked.holds is False
    assert crooked.did != straight.did
    assert crooked.remedy.endswith(".")
    assert crooked.is_fault is straight.relied
    assert left_alone(local_sheets, book)


def test_every_question_that_can_be_asked_is_seen_to_fail() -> None:
    seen = {*BENT_REQUESTS, *BENT_ANSWERS, *BY_HAND, "quota"}

    assert seen == {one.id for one in QUESTIONS if one.ask is not None}


def test_every_answer_of_the_local_sheets_that_is_a_guess_is_asked_for() -> None:
    page = (Path(__file__).parents[2] / "docs/local-sheets.md").read_text(encoding="utf-8")
    letters = set(re.findall(r"^\| ([a-z]) \|", page, re.MULTILINE))

    [said] = re.findall(r"answers Backroom relies on ([a-z, ]+)\.", page)
    relied = {one.letter for one in QUESTIONS if one.letter and one.otherwise}

    assert {one.letter for one in QUESTIONS if one.letter} == letters
    assert said == ", ".join(sorted(relied))


def test_what_comes_of_too_many_reads_is_asked_only_when_told_to() -> None:
    server = LocalSheets(quotas=True).start()
    desk = desk_of(server, server.create("Ledger"))
    [not_asked] = asked(desk, "quota")
    with asking.laid(desk):
        [refused] = asking.answers(desk, ["--quota"], is_local=True, only=["quota"])
        server.quotas = None
        server.faults.append({"kind": "read", "status": 503})
        [otherwise] = asking.answers(desk, ["--quota"], is_local=True, only=["quota"])
    server.stop()

    assert not_asked.holds is None
    assert refused.holds
    assert "Retry-After: 30" in refused.did
    assert otherwise.holds is False
    assert not otherwise.is_fault


@pytest.mark.parametrize(
    ("name", "deed", "said"),
    [("version-by-hand", "type", "moved 0.0 s"), ("version-by-hand", "", "nobody typed"),
     ("sort-by-hand", "sort", "stays at its row"), ("sort-by-hand", "", "nobody sorted")],
)  # fmt: skip
def test_a_person_is_asked_to_edit_and_to_sort_in_the_browser(
    local_sheets: LocalSheets, book: str, name: str, deed: str, said: str
) -> None:
    def person(what: str) -> None:
        assert desk.titles[0] in what
        if deed == "type":
            local_sheets.type(book, desk.titles[0], "B2", "99")
        if deed == "sort":
            area = bodies.area(desk.one, 1, 5, 0, 2)
            down = [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]
            local_sheets.do(book, {"sortRange": {"range": area, "sortSpecs": down}})

    desk = desk_of(local_sheets, book)
    desk.ask_person = person
    [answer] = asked(desk, name, options=("--by-hand",))

    assert said in answer.did
    assert answer.holds is (True if deed else None)


def test_a_check_that_was_killed_is_cleaned_up_by_the_next_and_nobody_elses_tab_is(
    local_sheets: LocalSheets, book: str
) -> None:
    killed = desk_of(local_sheets, book)
    killed.clear()
    killed.lay()
    killed.land(killed.number(), (0, 1, 9))
    killed.try_tabs()

    with asking.laid(desk_of(local_sheets, book)) as left:
        there = [tab.title for tab in local_sheets.document(book).tabs]

    assert left == 2 + len(tabs())
    assert there == ["Sheet1", f"{TITLE} 1", f"{TITLE} 2", f"{TITLE} 3"]
    assert left_alone(local_sheets, book)


def test_a_tab_of_a_check_that_somebody_kept_for_themselves_is_left_alone(
    local_sheets: LocalSheets, book: str
) -> None:
    killed = desk_of(local_sheets, book)
    killed.clear()
    killed.lay()
    renamed = {"sheetId": killed.one, "title": "My notes"}
    local_sheets.do(book, {"updateSheetProperties": {"properties": renamed, "fields": "title"}})

    with asking.laid(desk_of(local_sheets, book)) as left:
        pass

    assert left == 1
    assert [tab.title for tab in local_sheets.document(book).tabs][-1] == "My notes"


def test_a_check_that_is_interrupted_leaves_nothing(local_sheets: LocalSheets, book: str) -> None:
    def interrupted(_seconds: float) -> None:
        raise KeyboardInterrupt

    desk = desk_of(local_sheets, book)
    desk.pause = interrupted
    with pytest.raises(KeyboardInterrupt):
        asked(desk, "version-moves")

    assert left_alone(local_sheets, book)


def test_who_may_only_read_is_told_so_before_anything_is_asked(
    local_sheets: LocalSheets, book: str
) -> None:
    email = local_sheets.service_account_info()["client_email"]
    local_sheets.share(book, email, "reader")

    with pytest.raises(LedgerRefused) as refused:
        asked(desk_of(local_sheets, book))

    assert (
        refused.value.remedy == f"Share the spreadsheet with {email} as an editor, not as a viewer."
    )
    assert left_alone(local_sheets, book)
