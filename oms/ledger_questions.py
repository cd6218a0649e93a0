"""What only a person can decide about the ledger: asked once, answered once, or asked no more.

The facts of a question are plain values. Each has `title`, what it is about as people call it, and
of the kinds:

conflict, held  `ref` and `value` for `oms.ledger_edits.put` (the ledger's value); `typed`: the
                cell as it stands there; `sheet`, `books`: both values in words; `at`, `by`: when
                and by whom the books changed; held: `why`
rename          `ref`, `was`, `code`: the SKU in the ledger now; `row`, `currency`; `read`:
                heading -> cell
new_row         `row`: field of a product -> value, its amounts in `currency`; `shown`: [[heading,
                words]]; `unread`: [[words, heading, why they are not taken]]; `read`
gone_rows       `count`, `rows`: the first of them in words; `since`: when the first of them left
put_back        `typed`, `books`
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from oms import clock, questions, settings
from oms.actors import Who, name_of
from oms.errors import NoLongerPossible, ShopError
from oms.tables.sheet import LedgerQuestion

CONFLICT, HELD = "conflict", "held"
RENAME, NEW_ROW, GONE_ROWS, PUT_BACK = "rename", "new_row", "gone_rows", "put_back"
SHEET, BOOKS, TYPED = "sheet", "books", "typed"
TITLE = "title"
"""Among the facts of a question: what it is about, as people call it."""
VALUES, NTH = "values", "nth"
"""Among the facts of a question about a cell or a row: its values, and how many of the same place
were closed before it."""
CROWD = "crowd"
"""In the facts of a conflict: why it would be asked about though the books had not changed, such as
that more cells were changed with it at once than are taken unasked."""
FORMULA = "formula"
"""In the facts of a question about a cell: the formula there, see `sheets.recalculated`."""
USED = "used"
"""In the facts of an answered question: the ledger was brought in step with the answer."""
ANSWERS: Mapping[str, tuple[str, ...]] = {
    CONFLICT: (SHEET, BOOKS, TYPED),
    HELD: (SHEET, BOOKS, TYPED),
    RENAME: ("rename", "new"),
    NEW_ROW: ("add", "ignore"),
    GONE_ROWS: ("restore", "archive"),
    PUT_BACK: (),
}
"""Kind -> what can be answered; typed: another value, given with the answer."""
ABOUT_ROWS = (RENAME, NEW_ROW)
"""What is answered of a row is true of whatever else is typed into it meanwhile."""
SAID: Mapping[str, str] = {
    SHEET: "keep what the ledger says", BOOKS: "keep what the books say",
    TYPED: "another value", "rename": "rename it", "new": "it is a new product",
    "add": "add it", "ignore": "ignore it", "restore": "put the rows back",
    "archive": "they may go",
}  # fmt: skip
"""Answer -> in words."""


class NotAnAnswer(ShopError):
    """A question of the ledger cannot be answered like that."""

    code = "not_an_answer"

    def __init__(self, answer: str, known: tuple[str, ...]) -> None:
        told = " or ".join(f"“{SAID[one]}”" for one in known) or "nothing: it only tells"
        super().__init__(
            f"“{SAID.get(answer, answer)}” answers something else.", remedy=f"Answer {told}."
        )


@dataclass(frozen=True)
class Asking:
    """A question to be asked."""

    kind: str
    tab: str
    row_key: str
    facts: Mapping[str, Any]
    """Plain values; see the top of this file."""
    column: str | None = None
    about: tuple[Any, ...] = field(default=())
    """Plain values that make it this very disagreement: the base, the ledger's, the books'."""

    @property
    def identity(self) -> str:
        """A short hash, the same for the same disagreement."""
        told = [self.kind, self.tab, self.row_key, self.column, *self.about]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()[:32]


def ask(books: Session, asking: Asking) -> tuple[LedgerQuestion, bool]:
    """Ask something, once; a question of the same place that is open and another is dropped.

    Returns:
        The question, and whether it is new. One that was asked before is as it was, answered or
        dropped; while it is open, its facts are brought up to date.
    """
    known = books.scalars(_known(asking)).first()
    if known is not None:
        if known.state == "open" and known.facts != dict(asking.facts):
            # what it is about may be called otherwise by now, and is the same
            is_other = {**known.facts, TITLE: ""} != {**asking.facts, TITLE: ""}
            known.facts, known.version = dict(asking.facts), known.version + is_other
            books.flush()
        return known, False
    for old in books.scalars(_here(asking.tab, asking.row_key, asking.column)):
        drop(old)
    made = LedgerQuestion(
        kind=asking.kind,
        identity=asking.identity,
        tab=asking.tab,
        row_key=asking.row_key,
        column=asking.column,
        facts=dict(asking.facts),
        state="open",
        asked_at=clock.now(),
        version=1,
    )
    books.add(made)
    books.flush()
    return made, True


def drop(question: LedgerQuestion) -> None:
    """Say that nobody wants to know any more: the two sides agree by now."""
    if question.state == "open":
        question.state = "dropped"


def by_id(books: Session, question_id: int) -> LedgerQuestion | None:
    """A question."""
    return books.get(LedgerQuestion, question_id)


def waiting(books: Session) -> list[LedgerQuestion]:
    """Questions that wait for an answer, the oldest first."""
    return list(books.scalars(_waiting()))


def like(
    books: Session, question_id: int, *, first: int = 0, last: int | None = None
) -> list[LedgerQuestion]:
    """Questions of the kind and tab of one that wait for an answer, the oldest first.

    Args:
        books: open books.
        question_id: of one of them, open or not.
        first: only from this question on.
        last: only up to this one.
    """
    one = books.get_one(LedgerQuestion, question_id)
    wanted = _waiting().where(
        LedgerQuestion.kind == one.kind, LedgerQuestion.tab == one.tab, LedgerQuestion.id >= first
    )
    return list(books.scalars(wanted if last is None else wanted.where(LedgerQuestion.id <= last)))


def in_tab(books: Session, tab: str, kinds: Collection[str]) -> list[LedgerQuestion]:
    """Questions of these kinds about a tab that wait for an answer, the oldest first."""
    return list(books.scalars(IN_TAB, {"here": tab, "kinds": [*kinds]}))


def by_tab(books: Session, kinds: Collection[str]) -> dict[str, list[LedgerQuestion]]:
    """Questions of these kinds that wait for an answer, by their tab, the oldest first."""
    found: dict[str, list[LedgerQuestion]] = {}
    for one in books.scalars(OF_KINDS, {"kinds": [*kinds]}):
        found.setdefault(one.tab, []).append(one)
    return found


def unsettled(books: Session, tab: str) -> list[LedgerQuestion]:
    """Questions about cells of a tab that wait, or whose answer is due yet, the oldest first."""
    return list(books.scalars(UNSETTLED, {"here": tab}))


def tabs_asked_of(books: Session) -> frozenset[str]:
    """Titles of the tabs of which something may be unsettled, or rows that left are asked about."""
    return frozenset(row[0] for row in questions.ask(books, ASKED_OF))


def follow(books: Session, tab: str, keys: Mapping[str, str]) -> None:
    """Have the questions about the cells of rows that wait, or whose answer is due, go with them.

    Args:
        books: open for writing.
        tab: their tab.
        keys: the key that a row had -> the one that it has.
    """
    for one in unsettled(books, tab) if keys else ():
        if one.row_key in keys:
            _give(books, one, keys[one.row_key])


def _give(books: Session, one: LedgerQuestion, row_key: str) -> None:
    """Have a question be about the same cell of another row, which may have been asked of too."""
    values, nth = one.facts.get(VALUES, []), closed(books, (one.tab, row_key, one.column))
    asking = Asking(one.kind, one.tab, row_key, {}, column=one.column, about=(*values, nth))
    while books.scalars(_known(asking)).first() is not None:
        nth += 1
        asking = replace(asking, about=(*values, nth))
    one.facts = {**one.facts, NTH: nth}
    one.identity, one.row_key = asking.identity, row_key
    books.flush()


def closed(books: Session, here: tuple[str, str, str | None]) -> int:
    """How many questions about a cell, or a row, or a tab were answered or dropped."""
    wanted = _at(here).where(LedgerQuestion.state != "open").with_only_columns(func.count())
    return int(books.execute(wanted).scalar_one())


def last(books: Session, here: tuple[str, str, str | None]) -> LedgerQuestion | None:
    """The last question that was asked about a cell, or a row, whatever became of it."""
    return books.scalars(_at(here).order_by(LedgerQuestion.id.desc()).limit(1)).first()


def nth(books: Session, here: tuple[str, str, str | None], values: list[Any]) -> int:
    """How many questions about a cell, or a row, are closed before the one about these values.

    The same values again, after they were asked about and settled, are another question; while one
    about them is open, it is that one.

    Args:
        books: open books.
        here: tab, row key, heading; of a row no heading.
        values: as a question keeps them among its facts.
    """
    standing = books.scalars(_here(*here)).first()
    if standing is None:
        return closed(books, here)
    if standing.facts.get(VALUES) == values:
        return int(standing.facts[NTH])
    # it will be dropped for the new one
    return closed(books, here) + 1


@dataclass(frozen=True)
class DecidedRows:
    """What somebody answered about the rows that had left a tab at once by then."""

    question: LedgerQuestion
    at: dt.datetime


def decided_rows(books: Session, tab: str) -> DecidedRows | None:
    """The last answer about rows that left a tab, until it is used."""
    wanted = select(LedgerQuestion).where(
        LedgerQuestion.tab == tab, LedgerQuestion.kind == GONE_ROWS
    )
    last = books.scalars(
        wanted.where(LedgerQuestion.state == "answered")
        .order_by(LedgerQuestion.answered_at.desc(), LedgerQuestion.id.desc()).limit(1)
    ).first()  # fmt: skip
    if last is None or last.answered_at is None or last.facts.get(USED):
        return None
    return DecidedRows(last, last.answered_at)


def use(question: LedgerQuestion) -> None:
    """Note that the ledger is brought in step with an answer: it counts once."""
    question.facts = {**question.facts, USED: True}


def locked(books: Session, question_id: int, version: int) -> LedgerQuestion:
    """A question that waits for an answer and is as somebody was shown it, locked.

    Raises:
        NoLongerPossible: it was answered, saying by whom and what; dropped; or changed since.
    """
    question = books.get(LedgerQuestion, question_id, with_for_update=True, populate_existing=True)
    if question is None or question.state == "dropped":
        raise NoLongerPossible(
            "Nobody needs to know that any more: the ledger and the books agree, or it was asked"
            " anew.",
            remedy="Ask `open questions of the ledger` to see what waits.",
        )
    if question.state == "answered":
        raise NoLongerPossible(
            _answered(books, question), remedy="Type it in the ledger, or undo that answer."
        )
    if question.version != version and question.kind not in ABOUT_ROWS:
        raise NoLongerPossible(
            "One of the values has changed since you were asked.",
            remedy="Ask `open questions of the ledger` to see how it stands.",
        )
    return question


def check(question: LedgerQuestion, answer: str) -> None:
    """Refuse what is no answer to a question.

    Raises:
        NotAnAnswer: with what would be.
    """
    known = ANSWERS[question.kind]
    if answer not in known:
        raise NotAnAnswer(answer, known)


def close(question: LedgerQuestion, answer: str, *, by: Who) -> None:
    """Mark a locked question as answered.

    Raises:
        NotAnAnswer: it cannot be answered like that.
    """
    check(question, answer)
    question.state, question.answer = "answered", answer
    question.answered_at, question.answered_by_id = clock.now(), by.id


def _answered(books: Session, question: LedgerQuestion) -> str:
    """Olive Marsh answered “keep what the ledger says” at 10:05 on Tue 24 Nov."""
    who = name_of(books, question.answered_by_id) if question.answered_by_id else "Somebody"
    words = SAID[question.answer or BOOKS]
    if question.answered_at is None:
        return f"{who} answered “{words}”."
    at = settings.local(question.answered_at, settings.zone(books))
    return f"{who} answered “{words}” at {at:%H:%M} on {at:%a} {at.day} {at:%b}."


def _known(asking: Asking) -> Select[LedgerQuestion]:
    return select(LedgerQuestion).where(LedgerQuestion.identity == asking.identity)


def _open() -> Select[LedgerQuestion]:
    return select(LedgerQuestion).where(LedgerQuestion.state == "open")


def _waiting() -> Select[LedgerQuestion]:
    return _open().where(LedgerQuestion.kind != PUT_BACK).order_by(LedgerQuestion.id)


OF_KINDS = _waiting().where(LedgerQuestion.kind.in_(bindparam("kinds", expanding=True)))
IN_TAB = OF_KINDS.where(LedgerQuestion.tab == bindparam("here"))
DUE = (LedgerQuestion.state == "open") | (
    (LedgerQuestion.state == "answered") & LedgerQuestion.facts[USED].as_boolean().is_(None)
)
OF_CELLS = LedgerQuestion.kind.in_((CONFLICT, HELD)) & DUE
UNSETTLED = (
    select(LedgerQuestion)
    .where(LedgerQuestion.tab == bindparam("here"), OF_CELLS)
    .order_by(LedgerQuestion.id)
)
ASKED_OF = (
    select(LedgerQuestion.tab)
    .distinct()
    .where(OF_CELLS | ((LedgerQuestion.kind == GONE_ROWS) & (LedgerQuestion.state == "open")))
)
"""A pass asks these of the tabs: to write them anew each time takes longer than to ask."""


def _at(here: tuple[str, str, str | None]) -> Select[LedgerQuestion]:
    tab, row_key, column = here
    return select(LedgerQuestion).where(
        LedgerQuestion.tab == tab,
        LedgerQuestion.row_key == row_key,
        LedgerQuestion.column == column,
    )


def _here(tab: str, row_key: str, column: str | None) -> Select[LedgerQuestion]:
    here = _open().where(LedgerQuestion.tab == tab, LedgerQuestion.row_key == row_key)
    same = LedgerQuestion.column == column if column else LedgerQuestion.column.is_(None)
    return here.where(same)
