"""Words of the shop with the running program: taught in a local Slack, shown in a local ledger."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.app import Program
from assistant.playground.google_sheets import LocalSheets
from assistant.playground.slack import OLIVE, LocalSlack
from sheets.google import GoogleLedger
from sheets.sync import Sync
from tests.assistant.test_program_talk import Channel
from tests.sheets.conftest import tabs


class Words:
    """The tab Words of a spreadsheet, kept in step with a program's books."""

    def __init__(self, server: LocalSheets, program: Program) -> None:
        self.server, self.id = server, server.create("Ledger")
        ledger = GoogleLedger(server.service_account_info(), self.id, server.base_url)
        ledger.prepare(tabs())
        self._sync = Sync(program.database, ledger, tabs())

    def rows(self) -> list[list[object]]:
        """What stands there once the two are in step."""
        for _ in range(6):
            if self._sync.pass_once().idle:
                break
        return [row for row in self.server.rows(self.id, "Words")[1:] if any(row)]


@pytest.fixture
def words(program: Program) -> Iterator[Words]:
    """A ledger of the running program's shop."""
    server = LocalSheets().start()
    yield Words(server, program)
    server.stop()


def test_a_word_is_taught_in_slack_shown_in_the_ledger_and_taken_out_by_undo(
    slack: LocalSlack, program: Program, words: Words
) -> None:
    dm = Channel(slack, OLIVE)
    assert "No product is called “big blues”" in dm.say("how many big blues in Leeds?")["text"]
    assert "Blue mug" in dm.say("how many blue mugs in Leeds?")["text"]
    preview = dm.say("remember this")
    assert preview["text"].startswith("Remember that “big blues” means Blue mug (MUG-BLU)?")
    assert words.rows() == []

    slack.press(OLIVE, preview, "Confirm")
    slack.wait_message(lambda one: one["text"].startswith("Done: “big blues” means MUG-BLU."))

    assert words.rows() == [["big blues", "MUG-BLU"]]
    assert "Blue mug" in dm.say("any big blues left in York?")["text"]
    slack.press(OLIVE, dm.say("undo"), "Undo")
    slack.wait_message(lambda one: one["text"].startswith("Undone: “big blues” means nothing"))
    assert words.rows() == [["big blues", ""]]
    assert "No product is called" in dm.say("how many big blues in Leeds?")["text"]


def test_a_word_that_was_typed_in_the_ledger_is_understood_in_slack(
    slack: LocalSlack, program: Program, words: Words
) -> None:
    words.rows()
    words.server.type(words.id, "Words", "A2", "chase up {order}")
    words.server.type(words.id, "Words", "B2", "where is order {order}")
    assert words.rows() == [["chase up {order}", "where is order {order}"]]

    notice = slack.wait_message(lambda one: one["text"].startswith("From the ledger: “chase up"))
    slack.dm(OLIVE, "chase up 1043 please")
    slack.wait_message(lambda one: one["text"].startswith("Order 1043 · to pick."))

    slack.press(OLIVE, notice, "Undo")
    slack.wait_message(lambda one: one["text"].startswith("Undone: 1 edit."))
    assert words.rows() == [["chase up {order}", ""]]
