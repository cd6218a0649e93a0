"""Answering what the ledger asks: what was decided is done in the books, in one transaction.

An answer for the books changes nothing in them: the next pass writes to the ledger what they say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from oms import actors, history, ledger_edits, ledger_questions, product_edits
from oms.actors import Who
from oms.errors import ShopError
from oms.history import About
from oms.ledger_edits import PRODUCTS, LedgerEdit
from oms.ledger_questions import SHEET
from oms.once import once
from oms.product_fields import BadProductFact, Value
from oms.tables.sheet import LedgerQuestion

AT_ONCE = 500
NOTHING = LedgerEdit(None, None, None)


@dataclass(frozen=True)
class Answer:
    """What somebody says to a question as they were shown it; with another value if they like."""

    question_id: int
    version: int
    answer: str
    value: Value = None


@dataclass(frozen=True)
class ToAll:
    """One answer to all questions of one message: those of a kind and tab from one to another."""

    first: int
    """Id of the first question that the message counts, which tells the kind and the tab."""
    last: int
    """Id of the last one."""
    version: int
    """The newest version of any of them when it was shown; what changed since is not answered."""
    answer: str


@dataclass(frozen=True)
class Answered:
    """What an answer came to."""

    question_id: int
    answer: str
    before: Value
    after: Value
    edit_id: int | None
    """By which `ledger_edits.undo` takes it back; None: it changed nothing, or cannot be."""


@dataclass(frozen=True)
class AllAnswered:
    """What one answer to several questions came to."""

    done: tuple[Answered, ...]
    refused: tuple[tuple[int, str], ...]
    """Question -> why it waits on."""
    left: int
    """Questions beyond the most that are answered at once."""


def answer(books: Session, given: Answer, *, by: Who, key: str) -> Answered:
    """Answer a question, once for each key.

    Raises:
        NotAllowed: the role does not change what it is about.
        NoLongerPossible: it was answered before (saying by whom), dropped, or changed since.
        NotAnAnswer: it cannot be answered like that.
        ShopError: the books refuse the value; the question stays open.
    """
    actors.allow(by, actors.CATALOGUE)

    def do() -> dict[str, Any]:
        question = ledger_questions.locked(books, given.question_id, given.version)
        ledger_questions.close(question, given.answer, by=by)
        edit = _do(books, question, given, by=by, key=key)
        about = About("ledger question", question.id)
        told = {"answer": given.answer, "value": given.value, "edit": edit.edit_id}
        history.record(books, by=by, what="ledger question answered", about=about, after=told)
        return asdict(Answered(question.id, given.answer, edit.before, edit.after, edit.edit_id))

    return Answered(**once(books, key, "answer_ledger", asdict(given), by=by, do=do))


def answer_all(books: Session, given: ToAll, *, by: Who, key: str) -> AllAnswered:
    """Give one answer to several questions, each by itself: what is refused stops no other.

    Raises:
        NotAllowed: the role does not change products.
    """
    actors.allow(by, actors.CATALOGUE)
    asked = ledger_questions.like(books, given.first, first=given.first, last=given.last)
    done, refused = [], []
    for question in asked[:AT_ONCE]:
        one = Answer(question.id, min(question.version, given.version), given.answer)
        try:
            with books.begin_nested():
                done.append(answer(books, one, by=by, key=f"{key}:{question.id}"))
        except ShopError as refusal:
            refused.append((question.id, refusal.message))
    return AllAnswered(tuple(done), tuple(refused), max(0, len(asked) - AT_ONCE))


def _do(
    books: Session, question: LedgerQuestion, given: Answer, *, by: Who, key: str
) -> LedgerEdit:
    facts, key = question.facts, f"{key}:done"
    match given.answer:
        case "sheet" | "typed":
            value = facts["value"] if given.answer == SHEET else given.value
            place = question.tab, question.column or ""
            return ledger_edits.put(books, place, facts["ref"], value, by=by, key=key)
        case "rename":
            place = PRODUCTS, "SKU"
            return ledger_edits.put(books, place, facts["ref"], facts["code"], by=by, key=key)
        case "new" | "add":
            # as it was asked: the shop's currency may be another by now
            currency = facts.get("currency")
            for said, what, why in facts.get("unread", ()):
                raise BadProductFact(said, what, f"the text itself, with ' in front: {why}")
            product_edits.add(books, _row(facts), currency=currency, by=by, key=key)
    return NOTHING


def _row(facts: Mapping[str, Any]) -> Mapping[str, Value]:
    row: Mapping[str, Value] = facts["row"]
    return row
