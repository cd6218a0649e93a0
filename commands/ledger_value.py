"""Answer what the ledger asks with a third value.

Said: ledger question 12 is 13.75
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Slot, Write, command
from commands.slot_kinds import words
from commands.slots_ledger import QUESTION
from oms import ledger_answers, ledger_edits, ledger_notices, ledger_questions
from oms.actors import CATALOGUE
from oms.ledger_answers import Answer
from oms.records import LedgerQuestion

VALUE = Slot("value", r"\S.*?", words, "13.75")


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    given = Answer(stored["question"], stored["version"], ledger_questions.TYPED, stored["value"])
    done = ledger_answers.answer(asked.books, given, by=asked.who, key=key)
    told = ledger_edits.told(asked.books, done.edit_id) if done.edit_id is not None else None
    facts = {"edit": told, "who": asked.who.name}
    return Done(facts, {"edit": done.edit_id} if told is not None else None)


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    back = ledger_edits.undo(asked.books, int(stored["edit"]), by=asked.who, key=key)
    return {"undone": ledger_edits.told(asked.books, back.edit_id or int(stored["edit"]))}


@command(
    phrases=[
        "ledger question {question} (is|should be) {value}",
        "answer [ledger] question {question} with {value}",
        "answer a question of the ledger",
    ],
    slots=[QUESTION, VALUE],
    may=CATALOGUE,
    write=Write(_do, _undo),
)
def ledger_value(
    asked: Asked, question: LedgerQuestion | None = None, value: str | None = None
) -> Preview:
    """Say what a cell that the ledger asks about is to be, where neither side is right."""
    if question is None or value is None:
        raise MissingWord("question and value", "ledger question 12 is 13.75")
    ledger_questions.check(question, ledger_questions.TYPED)
    place, ref = (question.tab, question.column or ""), question.facts["ref"]
    meant = ledger_edits.read(asked.books, place, ref, value)
    facts = {
        "one": ledger_notices.shown(asked.books, question),
        "value": ledger_edits.words(asked.books, place, ref, meant),
    }
    stored = {"question": question.id, "version": question.version, "value": meant}
    return Preview(facts, stored)
