"""Answering what the ledger asks: what was decided is done in the books, in one transaction.

An answer for the books changes nothing in them: the next pass writes to the ledger what they say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from oms import actors, barcode_exchange, history, ledger_edits, ledger_questions, product_edits
from oms.actors import Who
from oms.errors import ShopError
from oms.history import About
from oms.ledger_edits import PRODUCTS, LedgerEdit
from oms.ledger_questions import SHEET
from oms.once import once
from oms.product_codes import BarcodeTaken
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
    return _answer(books, given, by=by, key=key, made=None)


def _answer(
    books: Session, given: Answer, *, by: Who, key: str, made: LedgerEdit | None
) -> Answered:
    """As `answer`; `made`: what it comes to, where that was made with others."""
    actors.allow(by, actors.CATALOGUE)

    def do() -> dict[str, Any]:
        question = ledger_questions.locked(books, given.question_id, given.version)
        ledger_questions.close(question, given.answer, by=by)
        edit = made or _do(books, question, given, by=by, key=key)
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
    waiting = [
        Answer(question.id, min(question.version, given.version), given.answer)
        for question in asked[:AT_ONCE]
    ]

    def give(one: Answer, made: LedgerEdit | None) -> Answered:
        return _answer(books, one, by=by, key=f"{key}:{one.question_id}", made=made)

    all_of_it = _EachAnswered(books, by, key, give)
    all_of_it.answer(waiting)
    left = max(0, len(asked) - AT_ONCE)
    return AllAnswered(tuple(all_of_it.done), tuple(all_of_it.refused.items()), left)


class _EachAnswered:
    """Gives an answer to each of several questions; barcodes that change hands, in turn."""

    def __init__(
        self,
        books: Session,
        by: Who,
        key: str,
        give: Callable[[Answer, LedgerEdit | None], Answered],
    ) -> None:
        """Get ready; `give` answers one, with the edit that it comes to where that is made."""
        self._books, self._by, self._key, self._give = books, by, key, give
        self._waiting: dict[int, Answer] = {}
        self.done: list[Answered] = []
        self.refused: dict[int, str] = {}

    def answer(self, waiting: Sequence[Answer]) -> None:
        """Answer what can be answered."""
        taken = dict[int, BarcodeTaken]()
        for one in waiting:
            why = self._answer(one)
            # a product that is added has no barcode yet that it could give away
            ref = self._books.get_one(LedgerQuestion, one.question_id).facts.get("ref", {})
            if why is not None and "sku" in ref:
                self._waiting[ref["sku"]], taken[ref["sku"]] = one, why
        barcode_exchange.in_turn(
            taken,
            lambda sku_id: self._answer(self._waiting[sku_id]),
            partial(self._exchange, taken),
        )

    def _answer(self, one: Answer, made: LedgerEdit | None = None) -> BarcodeTaken | None:
        self.refused.pop(one.question_id, None)
        try:
            with self._books.begin_nested():
                self.done.append(self._give(one, made))
        except ShopError as refusal:
            self.refused[one.question_id] = refusal.message
            return refusal if isinstance(refusal, BarcodeTaken) else None
        return None

    def _exchange(self, taken: Mapping[int, BarcodeTaken], going_round: list[int]) -> None:
        wanted = {sku_id: taken[sku_id].barcode for sku_id in going_round}
        first = min(self._waiting[sku_id].question_id for sku_id in going_round)
        try:
            with self._books.begin_nested():
                key = f"{self._key}:{first}:exchange"
                done = barcode_exchange.exchange(self._books, wanted, by=self._by, key=key)
        except ShopError:
            return
        for sku_id, change in done.items():
            made = LedgerEdit(change.before, change.after, change.edit_id)
            self._answer(self._waiting[sku_id], made)


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
