"""Counts from the ledger that can be read in two ways: asked about, answered, or taken as counts.

Somebody typed a count beside a figure that was no longer true. Counted after stock moved, the shelf
holds what was typed; counted before, what moved since comes off it. A person says which; who has
not said it by the next digest meant a count of what was there when it was asked, if it still stands
in the ledger.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from oms import clock, counts
from oms.actors import Who
from oms.counts import StockChange, Where
from oms.errors import NoLongerPossible
from oms.tables.stock import CountQuestion


def ask(books: Session, where: Where, *, counted: int, shown: int, on_hand: int) -> CountQuestion:
    """Remember a question; one that was open for the same place is dropped.

    Args:
        books: open for writing.
        where: the SKU and the location.
        counted: units as typed.
        shown: on hand as the ledger showed it beside.
        on_hand: on hand as it is now.
    """
    here = _open().where(
        CountQuestion.sku_id == where.sku_id, CountQuestion.location_id == where.location_id
    )
    for old in books.scalars(here):
        drop(old)
    question = CountQuestion(
        sku_id=where.sku_id,
        location_id=where.location_id,
        counted=counted,
        shown=shown,
        on_hand=on_hand,
        state="open",
        asked_at=clock.now(),
    )
    books.add(question)
    books.flush()
    return question


def by_id(books: Session, question_id: int) -> CountQuestion | None:
    """A question."""
    return books.get(CountQuestion, question_id)


def drop(question: CountQuestion) -> None:
    """Say that nobody wants to know any more."""
    if question.state == "open":
        question.state = "dropped"


def answer(books: Session, question_id: int, *, base: int, by: Who, key: str) -> StockChange:
    """Book a count as it was meant.

    Args:
        books: open for writing.
        question_id: which.
        base: on hand when the units were counted: as it was asked, or as the ledger showed.
        by: who says so.
        key: idempotency key.

    Raises:
        NoLongerPossible: it was answered or dropped before.
    """
    question = books.get(CountQuestion, question_id, with_for_update=True)
    if question is None or question.state != "open":
        raise NoLongerPossible(
            "This was settled before.", remedy="Count again and type it again if it is wrong."
        )
    question.state = "answered"
    where = Where(question.sku_id, question.location_id)
    return counts.count(books, where, question.counted, base=base, by=by, key=key)


@dataclass(frozen=True)
class Settled:
    """A question that was settled without an answer."""

    question: CountQuestion
    change: StockChange


def settle_unanswered(
    books: Session, *, by: Who, only: Collection[int] | None = None
) -> list[Settled]:
    """Read every open question as a count of what was there when it was asked.

    Args:
        books: open for writing.
        by: who does so.
        only: the questions whose count still stands where it was typed; None: all of them.
    """
    settled = []
    for question in list(books.scalars(_open().order_by(CountQuestion.id))):
        if only is not None and question.id not in only:
            continue
        key = f"count-question:{question.id}"
        change = answer(books, question.id, base=question.on_hand, by=by, key=key)
        settled.append(Settled(question, change))
    return settled


def _open() -> Select[CountQuestion]:
    return select(CountQuestion).where(CountQuestion.state == "open")
