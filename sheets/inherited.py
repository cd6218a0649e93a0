"""What waits in a row whose product got another code goes with it to the row of that code.

Where we write the new key into the row, it goes along anyway. Here somebody wrote it, and the books
learnt of it later: what was booked of the row, refused or asked about is known by the key it had.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from sheets.frame import Frame
from sheets.remember import Memory


def inherit(books: Session, memory: Memory, now: Frame) -> None:
    """Know of rows what is known of them under the keys that they had, and of those no more.

    Args:
        books: open for writing.
        memory: where it is known.
        now: a tab as read.
    """
    tab = now.tab
    if tab.called is None or now.paused:
        return
    unseen = memory.rows_with_memo(tab.title) - now.places.keys()
    for was, is_now in (tab.called(books, unseen) if unseen else {}).items():
        if is_now in now.places:
            memory.inherit(tab.title, was, is_now)
