"""What stands before the digits of a channel's order numbers, and is not said: “WEB-” of WEB-1043.

Channels number with letters of their own; whoever speaks of such an order says its digits, or runs
both together. What one of our own numbers is, is that number and no channel's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from oms.tables.catalogue import Channel
from oms.tables.orders import Order

NUMBER = re.compile(r"(#?[A-Za-z]{1,8}[-_/.]?)([0-9]{3,9})")
SAID = re.compile(r"#?([A-Za-z]{0,8})[-_/. ]?#?([0-9]{3,9})")
LEAST_BARE = 4
"""Digits of a number that is said without what stands before it."""
NEWEST = select(Order.their_number).order_by(Order.id.desc()).limit(500)
OF_CHANNEL = select(Order.their_number).where(Order.channel_id == bindparam("channel")).limit(50)
"""Some of every channel, also of one that has been quiet for long."""
Marks = Mapping[str, frozenset[int]]
"""What stands before the digits -> how many digits follow."""


def marks(books: Session) -> Marks:
    """The marks of the newest orders, and of some of each channel."""
    numbers = {*books.scalars(NEWEST)}
    for channel in books.scalars(select(Channel.id)):
        numbers |= {*books.scalars(OF_CHANNEL, {"channel": channel})}
    found: dict[str, frozenset[int]] = {}
    for number in numbers:
        match = NUMBER.fullmatch(number)
        if match:
            found[match[1]] = found.get(match[1], frozenset()) | {len(match[2])}
    return found


def meant(known: Marks, said: str) -> tuple[str, ...]:
    """The channels' numbers that may be meant by a number as somebody says it; there may be none.

    “1043”, “#1043”, “web1043” and “Web 1043” may all mean WEB-1043; with its letters a number may
    be of any length, for the newest need not be as long as the oldest.
    """
    parts = _parts(said)
    if parts is None:
        return ()
    letters, digits = parts
    return tuple(
        f"{mark}{digits}"
        for mark, lengths in sorted(known.items())
        if letters == bare(mark) or (not letters and len(digits) in lengths)
    )


def is_likely(said: str) -> bool:
    """Whether what somebody says may be such a number at all; fewer digits may count something."""
    return _parts(said) is not None


def _parts(said: str) -> tuple[str, str] | None:
    """The letters, if any are said, and the digits."""
    match = SAID.fullmatch(said.strip())
    if match is None or not (match[1] or len(match[2]) >= LEAST_BARE):
        return None
    return match[1].lower(), match[2]


def bare(mark: str) -> str:
    """The letters of a mark, as they are compared."""
    return mark.strip("#-_/.").lower()
