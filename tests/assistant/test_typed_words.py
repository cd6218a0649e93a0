"""What a person can type is code in Slack, and has no marks where nothing has a style."""

from __future__ import annotations

import json

import pytest

from assistant import form_pages, render, typed_words
from assistant.dialogue_offers import refused
from oms.errors import NoLongerPossible, UnknownSku
from tests.importing.command import backroom

REFUSED = NoLongerPossible("It waits for `C-1`.", remedy="Say `C-1 MUG-BLU 12`, or `drop C-1`.")


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("", []),
        ("Ask again.", [("Ask again.", False)]),
        ("`undo` takes it back", [("undo", True), (" takes it back", False)]),
        ("Say `a` or `b`", [("Say ", False), ("a", True), (" or ", False), ("b", True)]),
        ("5` x 6", [("5` x 6", False)]),
        ("``", [("``", False)]),
    ],
)
def test_what_can_be_typed_stands_between_marks(words: str, parts: list[tuple[str, bool]]) -> None:
    assert list(typed_words.parts(words)) == parts
    assert typed_words.plain(words) == "".join(part for part, _ in parts)


def test_the_remedy_of_an_error_shows_code_in_slack() -> None:
    message = refused(REFUSED)

    (section,) = message.blocks[0]["elements"]
    assert [(one["text"], one.get("style")) for one in section["elements"]] == [
        ("It waits for ", {"bold": True}),
        ("C-1", {"code": True, "bold": True}),
        (".", {"bold": True}),
        (" ", None),
        ("Say ", None),
        ("C-1 MUG-BLU 12", {"code": True}),
        (", or ", None),
        ("drop C-1", {"code": True}),
        (".", None),
    ]
    # Slack reads the marks in the text, which stands in its notifications
    assert message.text == "It waits for `C-1`. Say `C-1 MUG-BLU 12`, or `drop C-1`."


@pytest.mark.parametrize(
    ("template", "facts"),
    [
        ("forms/told", {"message": "No.", "remedy": "Say `undo`.", "undone": False}),
        ("notices/ledger_stopped", {"why": "No.", "remedy": "Run `backroom doctor`."}),
        ("notices/ledger_paused", {"total": 1, "pauses": [
            {"tab": "Stock", "heading": "", "why": "no", "remedy": "Run `backroom doctor`."}]}),
        ("replies/not_meant", {"said": "", "offers": [["Help", "ask", "{}", ""]], "examples": [],
                               "done": True}),
    ],
)  # fmt: skip
def test_no_other_message_shows_the_marks(template: str, facts: dict[str, object]) -> None:
    assert "`" not in json.dumps(render.render(template, facts).blocks)


def test_below_a_field_of_a_form_there_are_no_marks() -> None:
    answer = form_pages.errors_below({"order": str(REFUSED)})

    assert answer["errors"] == {"order": "It waits for C-1. Say C-1 MUG-BLU 12, or drop C-1."}


def test_in_a_terminal_there_are_no_marks(sqlite_url: str) -> None:
    ended = backroom(sqlite_url, "serve")

    assert ended.status == 2
    assert "backroom doctor" in ended.stderr
    assert "`" not in ended.stderr


def test_one_that_is_near_is_one() -> None:
    assert UnknownSku("mugg", ("MUG-RED",)).remedy == "The nearest is MUG-RED."
    assert UnknownSku("mugg", ("A", "B")).remedy == "The nearest are A, B."
