"""Whether Drive's version of a file tells that somebody changed it, and when."""

from __future__ import annotations

import time
from collections.abc import Callable

from sheets.cells import Cell
from sheets.checks.desk import FILLED, Desk, mark, span
from sheets.checks.question import Did, Question
from sheets.requests import Json

LONGEST, STILL_TRIES = 60, 5


def rests(desk: Desk) -> Did:
    """The version of a file that is only read."""
    for _ in range(STILL_TRIES):
        before = desk.version()
        desk.properties()
        if desk.version() == before:
            return Did("stays while the file is only read", as_assumed=True)
        desk.pause(2)
    return Did("moved each time, although we only read it", as_assumed=False)


def moves(desk: Desk) -> Did:
    """The version after a batch, and what a read shows by then."""
    desk.lay()
    before = _still(desk)
    desk.batch(desk.cells(1, 1, [[9]]))
    seconds = _waited(desk, lambda: desk.version() != before)
    if seconds is None:
        return Did(f"stayed for {LONGEST} s after an edit", as_assumed=False)
    held = desk.rows()[1][1]
    shown = "shows" if held == 9 else "does not show"
    return Did(f"moved within {seconds:.1f} s, and a read then {shown} the edit",
               as_assumed=held == 9)  # fmt: skip


def by_hand(desk: Desk) -> Did:
    """The version after somebody typed in the browser."""
    desk.lay()
    before = _still(desk)
    _asked(desk, f"type 99 into the cell B2 of the tab “{desk.titles[0]}”")
    seen = _waited(desk, lambda: desk.rows()[1][1] == 99)
    if seen is None:
        return Did("shows no 99: nobody typed it", as_assumed=None)
    late = _waited(desk, lambda: desk.version() != before)
    if late is None:
        return Did(f"stayed for {LONGEST} s after the edit was to be read", as_assumed=False)
    return Did(f"moved {late:.1f} s after the edit was to be read, or before", as_assumed=True)


def sort_by_hand(desk: Desk) -> Did:
    """The mark of a row when somebody sorts in the browser."""
    marked_row(desk)
    before = desk.rows()[1:5]
    _asked(desk, f"sort A1:B5 of the tab “{desk.titles[0]}” by column A, Z to A")
    if _waited(desk, lambda: desk.rows()[1:5] != before) is None:
        return Did("shows the rows as they were: nobody sorted them", as_assumed=None)
    return where_marked(desk)


def marked_row(desk: Desk, *requests: Json) -> None:
    """Fresh tabs, with a mark on the row of A-1; then more requests of the same batch."""
    at = {"dimensionRange": span(desk.one, 1, 2)}
    desk.lay(FILLED.cells, mark(at, metadataValue="A-1"), *requests)


def where_marked(desk: Desk) -> Did:
    """Where the mark of the row of A-1 is by now."""
    at = [one["location"]["dimensionRange"].get("startIndex", 0)
          for one in desk.marks(metadataValue="A-1")]  # fmt: skip
    rows: list[list[Cell]] = desk.rows()
    codes = [str(rows[one][0]) for one in at if one < len(rows) and rows[one]]
    stayed = at == [1] and codes != ["A-1"]
    words = "stays at its row" if stayed else f"is at the row of {', '.join(codes) or 'nothing'}"
    return Did(words, as_assumed=stayed)


def _asked(desk: Desk, what: str) -> None:
    if desk.ask_person is not None:
        desk.ask_person(f"Please {what}. You have {LONGEST} seconds.")


def _still(desk: Desk) -> str:
    """The version, once it does not move any more after our own writes."""
    before = desk.version()
    for _ in range(STILL_TRIES):
        desk.pause(1)
        now = desk.version()
        if now == before:
            break
        before = now
    return before


def _waited(desk: Desk, is_so: Callable[[], bool]) -> float | None:
    """Seconds until something is so; None: it was not in the longest time that is waited."""
    since = time.monotonic()
    for _ in range(LONGEST):
        if is_so():
            return time.monotonic() - since
        desk.pause(1)
    return None


QUESTIONS = (
    Question(
        "version-rests",
        "Does Drive's version of the file stay while nobody changes anything?",
        rests,
        otherwise="Nothing is wrong with what is shown, but every look costs a read of the sheet;"
        " if nobody was typing just now, please report this line.",
    ),
    Question(
        "version-moves",
        "Does it move after an edit, and does a read show the edit by then?",
        moves,
        otherwise="Edits would be seen at the next full look only, every ten minutes. Say “sync"
        " now” in Slack where it matters, and please report this line.",
        letter="c",
    ),
    Question(
        "version-by-hand",
        "How late does it move after an edit in the browser?",
        by_hand,
        otherwise="Edits in the browser would be seen every ten minutes only. Say “sync now” in"
        " Slack where it matters, and please report this line.",
        letter="c",
        only_with="--by-hand",
    ),
    Question(
        "sort-by-hand",
        "Does the mark of a row follow a sort in the browser?",
        sort_by_hand,
        letter="b",
        only_with="--by-hand",
    ),
)
