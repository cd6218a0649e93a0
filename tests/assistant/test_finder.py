"""“Find an order” from anywhere: two menus, and what is chosen is answered in person."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy.orm import Session

from assistant import block_limits, finder
from assistant.app import Program
from assistant.manifest import FIND
from assistant.playground import slack_blocks
from assistant.playground.slack import NOBODY, OLIVE, LocalSlack
from tests.assistant.running import chosen
from tests.small_shop import OWNER, PICKER, STRANGER

Json = dict[str, Any]


@pytest.mark.parametrize(
    ("menu", "typed", "label", "answered"),
    [(0, "priya", "1043 · Priya Shah", "Order 1043"),
     (1, "teap", "Stoneware teapot (TEAPOT)", "Stoneware teapot")],
)  # fmt: skip
def test_what_is_chosen_is_answered_in_the_direct_message(
    slack: LocalSlack, program: Program, menu: int, typed: str, label: str, answered: str
) -> None:
    assert slack.anywhere(OLIVE, FIND)["outcome"] == "acked"
    view = slack.wait_modal(OLIVE, bool)
    element = view["blocks"][1]["elements"][menu]
    assert chosen(slack, OLIVE, view["id"], element, typed) == label
    answer = slack.wait_message(lambda one: answered in one["text"])
    assert answer["channel"] == slack.workspace.dm(OLIVE).id


def test_a_stranger_is_told_so_and_finds_nothing(slack: LocalSlack, program: Program) -> None:
    slack.anywhere(NOBODY, FIND)

    assert "I do not know you" in json.dumps(slack.wait_modal(NOBODY, bool)["blocks"])
    assert slack.anywhere(NOBODY, "other") == {"outcome": "unknown_shortcut"}


@pytest.mark.parametrize("user", [OWNER, PICKER, STRANGER])
def test_slack_takes_it(sqlite_books: Session, user: str) -> None:
    view = finder.view(sqlite_books, user)

    assert block_limits.view_faults(view) == slack_blocks.view_problems(view) == []
