"""Asks a spreadsheet every question, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sheets.checks import batches, cells, copies, curious, drive, question
from sheets.checks.desk import Desk
from sheets.checks.question import Answer, Question

QUESTIONS: tuple[Question, ...] = (
    *drive.QUESTIONS,
    *batches.QUESTIONS,
    *copies.QUESTIONS,
    *cells.QUESTIONS,
    *curious.QUESTIONS,
)


@contextmanager
def laid(desk: Desk) -> Iterator[int]:
    """Our tabs in the spreadsheet; they are taken out again, however it ends.

    Yields:
        How many tabs a check had left that was killed; they are gone now.

    Raises:
        LedgerRefused, LedgerUnreachable: nothing can be asked there; with what to do.
    """
    desk.version()
    left = desk.clear()
    try:
        desk.lay([])
        yield left
    finally:
        desk.clear()


def answers(
    desk: Desk, options: Collection[str] = (), *, is_local: bool, only: Collection[str] = ()
) -> Iterator[Answer]:
    """Every answer, as it comes.

    Args:
        desk: with our tabs laid.
        options: those given, of the questions that need one.
        is_local: whether it is the local Sheets that answers.
        only: ids of the questions to ask; none: all of them.

    Raises:
        LedgerUnreachable: there is no answer any more.
    """
    for one in QUESTIONS:
        if only and one.id not in only:
            continue
        if one.ask is not None and one.only_with and one.only_with not in options:
            yield question.not_asked(one, is_local=is_local)
        else:
            yield question.put(one, desk, is_local=is_local)
