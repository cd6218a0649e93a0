"""What a question about Google Sheets is, and what an answer to it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sheets.checks.desk import Desk
from sheets.connection import LedgerRefused


@dataclass(frozen=True)
class Did:
    """What the server did."""

    words: str
    """A clause that goes on after “it”: “copied all rows”."""
    as_assumed: bool | None
    """Whether that is what Backroom, or else the local Sheets, takes it to do; None: unknown."""


@dataclass(frozen=True)
class Question:
    """One thing to find out."""

    id: str
    asked: str
    """As a question, with its mark."""
    ask: Callable[[Desk], Did] | None
    """None: it cannot be asked from here."""
    otherwise: str = ""
    """What to do where it is not as Backroom relies on; "": nothing relies on it."""
    letter: str = ""
    """Of docs/local-sheets.md, where the answer of the local Sheets is a guess."""
    only_with: str = ""
    """The option without which it is not asked, or why it is not asked at all."""


@dataclass(frozen=True)
class Answer:
    """What came of a question."""

    id: str
    asked: str
    did: str
    relied: bool
    """Whether Backroom relies on it."""
    holds: bool | None
    """Whether it is as assumed; None: that is not known."""
    remedy: str
    unverified: str
    """The letter under which docs/local-sheets.md lists it, where the server is the local one."""

    @property
    def is_fault(self) -> bool:
        """Whether Backroom relies on something that is not so."""
        return self.relied and self.holds is False

    def told(self) -> Mapping[str, Any]:
        """As plain values."""
        return asdict(self)


UNLIKE = "Nothing relies on it, but the local Sheets is built otherwise: please report this line."


def put(question: Question, desk: Desk, *, is_local: bool) -> Answer:
    """Ask a question; a refusal is an answer too.

    Raises:
        LedgerUnreachable: the server does not answer.
    """
    relied = bool(question.otherwise)
    letter = question.letter if is_local else ""
    if question.ask is None:
        return Answer(question.id, question.asked, f"was not asked: {question.only_with}", relied,
                      None, "", letter)  # fmt: skip
    try:
        did = question.ask(desk)
    except LedgerRefused as refusal:
        did = Did(f"was refused: {refusal.why}", as_assumed=False)
    remedy = "" if did.as_assumed is not False else question.otherwise or UNLIKE
    return Answer(question.id, question.asked, did.words, relied, did.as_assumed, remedy, letter)


def not_asked(question: Question, *, is_local: bool) -> Answer:
    """The answer to a question that needs an option that was not given."""
    return Answer(question.id, question.asked, f"was not asked: run with {question.only_with}",
                  bool(question.otherwise), None, "",
                  question.letter if is_local else "")  # fmt: skip
