"""The ladder: where Slack does not know a block yet, plainer ones say the same."""

from __future__ import annotations

import json

import pytest

from assistant import block_limits, block_rungs
from assistant.app import Program
from assistant.playground import slack_blocks
from assistant.playground.slack import FLOOR, OLIVE, SAM, LocalSlack
from assistant.slack_names import dm_of
from oms import outbox
from tests.assistant.limits_of_blocks import (
    BLOCKS,
    Block,
    button,
    card,
    cell,
    chart,
    container,
    data_table,
    number,
    pie,
    plain,
    rich,
    section,
)
from tests.conversation import lines_of

NEW = ("data_table", "data_visualization", "container", "card", "carousel")
STOCK = data_table([cell("Place"), cell("Units")], [cell("York"), number(1_300)],
                   [cell("Leeds"), rich({"type": "text", "text": "none"})])  # fmt: skip


def kinds(blocks: list[Block]) -> list[str]:
    return [block["type"] for block in blocks]


def test_a_table_to_sort_becomes_one_to_read_and_then_lines() -> None:
    as_it_is, table, words = block_rungs.rungs([STOCK])

    assert as_it_is == [STOCK]
    assert kinds(table) == ["rich_text", "table"]
    assert [one["type"] for row in table[1]["rows"] for one in row][:4] == ["raw_text"] * 4
    assert lines_of(tuple(words)) == [
        "Stock", "Place · Units", "• York · 1300", "• Leeds · none",
    ]  # fmt: skip


def test_a_chart_becomes_its_numbers() -> None:
    _, bars = block_rungs.rungs([chart(series=2, points=2)])
    _, parts = block_rungs.rungs([pie(2, label="web", value=1.5)])

    assert lines_of(tuple(bars)) == ["x", "• 0, 0: 1", "• 0, 1: 1", "• 1, 0: 1", "• 1, 1: 1"]
    assert lines_of(tuple(parts)) == ["x", "• web: 1.5", "• web: 1.5"]


def test_a_card_or_container_becomes_what_stands_in_it() -> None:
    held = card(subtitle=plain("s"), body=plain("b"), subtext=plain("t"), actions=[button()])
    _, one = block_rungs.rungs([held])
    _, several = block_rungs.rungs([{"type": "carousel", "elements": [card(), held]}])
    _, inner = block_rungs.rungs([container(2, subtitle=plain("s"))])
    named = {"type": "container", "elements": [{"type": "divider"}],
             "rich_text_title": rich({"type": "text", "text": "x"})}  # fmt: skip
    _, titled = block_rungs.rungs([named])

    assert kinds(one) == ["section"] * 4 + ["actions"]
    assert [block["text"]["text"] for block in one[:4]] == ["x", "s", "b", "t"]
    assert kinds(several) == ["section"] * 5 + ["actions"]
    assert kinds(inner) == ["section", "section", "divider", "divider"]
    assert kinds(titled) == ["rich_text", "divider"]


def test_what_is_not_new_has_no_lower_rung() -> None:
    blocks = [section(), {"type": "divider"}]

    assert list(block_rungs.rungs(blocks)) == [blocks]
    assert list(block_rungs.rungs([])) == [[]]


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_every_rung_below_the_first_is_one_that_any_slack_knows(name: str) -> None:
    make, fewest, most = BLOCKS[name]
    for size in (fewest, most):
        first, *below = block_rungs.rungs([make(size)])
        for number_, rung in enumerate(below):
            assert not set(NEW) & set(kinds(rung))
            assert number_ == 0 or "table" not in kinds(rung)
            assert slack_blocks.problems(rung) == slack_blocks.problems(first) == []


def refused(slack: LocalSlack, times: int) -> None:
    """Slack does not know a block that is in the next messages."""
    fault = {"method": "chat.postMessage", "times": times, "error": "invalid_blocks"}
    slack.faults.append(fault)


def posted(slack: LocalSlack) -> list[list[str]]:
    """The kinds of the blocks of each attempt to post."""
    given = [one["given"] for one in slack.calls if one["method"] == "chat.postMessage"]
    return [kinds(one.get("blocks") or []) for one in given]


@pytest.mark.parametrize("times", [0, 1, 2, 3])
@pytest.mark.parametrize("program", ["socket"], indirect=True)
def test_stock_by_place_comes_whole_whatever_slack_knows(
    slack: LocalSlack, program: Program, times: int
) -> None:
    refused(slack, times)

    slack.dm(OLIVE, "how many blue mugs?")
    answer = slack.wait_message(lambda one: "Blue mug" in one["text"])

    rungs = (
        ["data_table" in one for one in posted(slack)],
        ["table" in one for one in posted(slack)],
    )
    assert rungs == ([True, False, False, False][: times + 1],
                     [False, True, False, False][: times + 1])  # fmt: skip
    assert len(slack.bot_messages()) == 1
    shown = answer["text"] if times == 3 else json.dumps(answer["blocks"])
    assert "York" in shown
    assert "9" in shown
    assert ("blocks" in answer) == (times < 3)


@pytest.mark.parametrize("program", ["socket"], indirect=True)
def test_what_is_not_about_the_blocks_does_not_climb_down(
    slack: LocalSlack, program: Program
) -> None:
    slack.faults.append({"method": "chat.postMessage", "times": 1, "error": "internal_error"})

    slack.dm(OLIVE, "how many blue mugs?")
    slack.wait_message(lambda one: "Blue mug" in one["text"])

    assert ["data_table" in one for one in posted(slack)] == [True, True]


@pytest.mark.parametrize("program", ["socket"], indirect=True)
def test_a_picture_is_posted_once_though_the_words_beside_it_climb_down(
    slack: LocalSlack, program: Program
) -> None:
    refused(slack, 2)
    told = {"text": "Stock", "blocks": [STOCK], "picture": "cG5n", "file_name": "a.png",
            "title": "Sales", "alt": "Sales fell"}  # fmt: skip
    with program.database.writing() as books:
        outbox.tell(books, kind="picture", key="p", target=FLOOR, payload=told)
    program.sender().wake()

    slack.wait_message(lambda one: one["text"] == "Stock")
    assert len(slack.workspace.files) == 1
    assert kinds(slack.messages(FLOOR)[-1]["blocks"]) == ["rich_text"] * 3


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("<!channel> is <@U01OLIVE>", "&lt;!channel&gt; is &lt;@U01OLIVE&gt;"),
        ("the key is xoxb-1234-abcdef.", "the key is …."),
        (" ", "–"),
        ("x" * 4_001, "x" * 3_999 + "…"),
    ],
)
@pytest.mark.parametrize("program", ["socket"], indirect=True)
def test_a_text_that_slack_would_act_on_or_refuse_is_mended_before_it_goes(
    slack: LocalSlack, program: Program, said: str, shown: str
) -> None:
    with program.database.writing() as books:
        outbox.tell(books, kind="notice", key="t", target=FLOOR, payload={"text": said})
    program.sender().wake()

    assert slack.wait_message(lambda one: one["channel"] == FLOOR)["text"] == shown


@pytest.mark.parametrize("program", ["socket"], indirect=True)
def test_a_home_tab_and_a_form_that_slack_would_not_take_say_that_the_fault_is_ours(
    slack: LocalSlack, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack.dm(OLIVE, "where is order 1043?")
    order = slack.wait_message(lambda one: one["text"].startswith("Order 1043"))
    slack.press(OLIVE, order, "Ship…")
    view = slack.wait_modal(OLIVE, bool)
    monkeypatch.setattr(block_limits, "MOST_IN_VIEW", 2)
    slack.open_home(SAM)
    tab = slack.wait_home(SAM, lambda one: bool(one.get("blocks")))
    slack.press(SAM, order, "Ship…")
    told = slack.wait_modal(SAM, bool)

    assert len(tab["blocks"]) <= 2
    assert "went wrong on my side" in json.dumps(tab)
    assert dm_of(tab) == slack.workspace.dm(SAM).id
    assert "the fault is ours" in json.dumps(told)
    # what cannot be shown is not done either
    assert slack.submit(OLIVE, view["id"], {}) == {"updated": True}
    assert "the fault is ours" in json.dumps(slack.modal(OLIVE))


def test_what_a_ladder_is_made_of_is_all_that_is_new() -> None:
    assert set(NEW) == set(block_rungs.OLDER)
