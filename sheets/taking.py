"""What a tab's functions are given, and what they give back: intentions read, and what to do."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from oms import ledger_questions
from oms.actors import Who
from sheets.cells import Cell
from sheets.grammar import Grammar

Shown = Mapping[tuple[str, str], Mapping[float, Collection[str]]]
"""(tab, heading) -> each number of the column -> the ways in which it is shown there."""

LONGEST = 100
"""Letters of what was typed that stand in a name as they are."""


@dataclass
class RowRead:
    """One row as read from the ledger, and what we know of it."""

    key: str
    cells: Mapping[str, Cell]
    memo: dict[str, Any]
    """What is remembered of the row between passes; changed in place."""
    position: int
    """The last movement that the shown figures include; 0 when nothing is known."""
    typed_over: Mapping[str, Cell] = field(default_factory=dict)
    """Heading -> what people typed over a cell of the books; `cells` has what we showed there."""
    beside: str = ""
    """The key whose cells of the books stand in the row, where that is another one's."""


@dataclass(frozen=True)
class Bad:
    """A cell that was not taken, and what to do about it."""

    key: str
    heading: str
    typed: str
    why: str
    remedy: str


@dataclass
class Taken:
    """What became of the intentions of a tab."""

    blank: set[tuple[str, str]] = field(default_factory=set)
    """(row key, heading) of inputs that are booked."""
    bad: list[Bad] = field(default_factory=list)
    say: dict[str, str] = field(default_factory=dict)
    """Row key -> what the note column says."""
    booked: int = 0


@dataclass(frozen=True)
class Left:
    """What follows from a row that was taken out."""

    stays: str = ""
    """Why it comes back; "": it may go."""
    edit_id: int | None = None
    """Row of the history of what ended with it; None: nothing did."""


@dataclass(frozen=True)
class Taking:
    """The books in which intentions are booked, by whom, and the receipt read with them."""

    books: Session
    by: Who
    receipt: str
    grammar: Grammar
    """How people write numbers in this spreadsheet."""
    versions: Mapping[str, int] = field(default_factory=dict)
    """Tab -> number of what it showed when last accounted for; each that differs has another."""
    shown: Shown = field(default_factory=dict)
    """How numbers are shown that stand in columns of text, where that was asked for."""
    looked_up: dict[str, Any] = field(default_factory=dict)
    """What the tabs looked up in the books, by their title; for this pass only."""

    @cached_property
    def asked_of(self) -> frozenset[str]:
        """Titles of the tabs of which something is asked, or was answered and is due.

        Only who asks them alone makes more of them, so that of the others nothing needs asking.
        """
        return ledger_questions.tabs_asked_of(self.books)

    def key(self, tab: str, row: str, heading: str, typed: Cell) -> str:
        """Names one intention: what is typed again after it was taken is another."""
        version = self.versions.get(tab, 0)
        return f"ledger:{tab}:{row}:{heading}:{self.receipt}:{version}:{_short(typed)}"

    def sight(self, tab: str, row: str, heading: str, typed: Cell) -> str:
        """Names what stands in a cell until something of ours lands, however often it is seen."""
        return f"ledger:{tab}:{row}:{heading}:{self.receipt}:{_short(typed)}"


def _short(typed: Cell) -> str:
    """What was typed, or a hash of it where that is long: names are looked up in an index."""
    said = str(typed)
    return said if len(said) <= LONGEST else hashlib.sha256(said.encode()).hexdigest()
