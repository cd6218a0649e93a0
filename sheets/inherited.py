"""What waits in a row that got another key goes with it to that key.

Where we write the new key into the row, it goes along anyway. Here somebody wrote it, and what was
booked of the row, refused or asked about is known by the key that it had. The books may learn of
the new key much later: by then the row of the former key may have been made anew, and its blank
cells would pass for such that somebody emptied. So it goes along as soon as the row is seen.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from sheets.frame import Frame
from sheets.merge import Base
from sheets.remember import Memory


def inherit(books: Session, memory: Memory, base: Base | None, now: Frame) -> set[str]:
    """Know of rows what is known of them under the keys that they had, and of those no more.

    Args:
        books: open for writing.
        memory: where it is known.
        base: what the tab showed.
        now: a tab as read.

    Returns:
        The keys of the rows of which something waits then.
    """
    tab = now.tab
    if tab.called is None and tab.take is None:
        return set()
    # in a large ledger that is the dearest question of a pass: it is asked once
    waiting = memory.rows_with_memo(tab.title)
    unseen = waiting - now.places.keys()
    if tab.called is None or now.paused or not unseen:
        return waiting
    found = {was: key for was, key in tab.called(books, unseen).items() if key in now.places}
    if base is not None:
        found |= _retyped(base, now, unseen - found.keys() - now.twice.keys())
    for was, is_now in found.items():
        memory.inherit(tab.title, was, is_now)
    return (waiting - found.keys()) | set(found.values())


def _retyped(base: Base, now: Frame, left: set[str]) -> dict[str, str]:
    """Keys that rows had -> those that somebody typed over them, where that can be told."""
    there, found = base.frame.places, dict[str, str]()
    came = [key for key in now.places if key not in there] if left & there.keys() else []
    for was in left & there.keys() if came else ():
        same = [key for key in came if _is_same(base, now, was, key)]
        in_place = [key for key in same if now.places[key] == there[was]]
        if len(one := in_place or same) == 1:
            found[was] = one[0]
    return found


def _is_same(base: Base, now: Frame, was: str, key: str) -> bool:
    """Whether only the first part of a row's key differs, and most that we wrote stands there."""
    if was.partition("|")[2] != key.partition("|")[2]:
        return False
    # a figure may have been written meanwhile
    as_before = sum(base.cell(was, one) == now.cell(key, one) for one in now.of_books)
    return 2 * as_before > len(now.of_books)
