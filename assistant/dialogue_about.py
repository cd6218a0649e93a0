"""“Ask Backroom about this”: what a message of somebody names, answered in its thread.

Only questions are asked, and only about what the message names for certain: whoever wrote it may
be a customer, and asked nothing of us.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant import dialogue_memory as memory
from assistant import dialogue_reading as reading
from assistant import loosely, understand
from assistant.dialogue_proposals import Where
from assistant.dialogue_running import Answer
from assistant.dialogue_several import MOST, run_all
from assistant.frames import Frame
from assistant.understand import Match
from assistant.understanding.tag_sheet import Tag
from commands.kit import Asked
from oms import parcels
from oms.errors import ShopError

LONGEST = 3_000
"""Letters of a message that are looked at."""
ASKS = {
    "order": ("order_status", "order"),
    "return": ("return_status", "return_"),
    "product": ("stock_level", "sku"),
}
"""What is named -> the command that is asked about it, and its slot."""


class NothingNamed(ShopError):
    """A message was asked about that names nothing of the shop."""

    code = "nothing_named"

    def __init__(self) -> None:
        super().__init__(
            "I see no order, return, parcel or product of ours in that message.",
            remedy="Ask me in words, with its number: mention me, or write to me directly.",
        )


def about(asked: Asked, where: Where, text: str) -> Answer:
    """The answers about what a message names: numbers, and where it has none, products.

    Args:
        asked: who wants to know, and the books.
        where: the thread of the message.
        text: of it.

    Raises:
        NothingNamed: there is nothing of the shop in it.
    """
    tags = loosely.understood(asked, text[:LONGEST]).tags
    numbers = [tag for tag in tags if tag.kind != "product"]
    found = _frames(asked, numbers) or _frames(asked, [tag for tag in tags if tag not in numbers])
    if not found:
        raise NothingNamed
    return run_all(asked, where, found[:MOST])


def _frames(asked: Asked, tags: list[Tag]) -> list[Frame]:
    frames = [frame for tag in tags for frame in _asked_about(asked, tag)]
    return list({str(memory.carried(frame)): frame for frame in frames}.values())


def _asked_about(asked: Asked, tag: Tag) -> Iterator[Frame]:
    kind, named = tag.kind, tag.value
    if kind == "tracking":
        kind, named = "order", parcels.orders_under(asked.books, str(named))
    if kind not in ASKS or not (tag.known and tag.sure):
        return
    several = isinstance(named, tuple)
    if several and kind == "product" and len(named) > 1:
        return  # “mugs” in somebody's prose is no question about each of them
    command, slot = ASKS[kind]
    for one in named if several else (named,):
        words = f"R-{str(one).removeprefix('R-')}" if kind == "return" else str(one)
        found = reading.read(
            asked, Match(understand.known()[command], {slot: words}, loosely.UNSURE)
        )
        if isinstance(found, Frame):
            yield found
