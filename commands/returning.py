"""What the commands about one return share: its card as it stands now, and who did it."""

from __future__ import annotations

from commands.kit import Asked
from oms.records import Return
from oms.return_cards import ReturnCard, card


def card_of(asked: Asked, return_id: int) -> ReturnCard:
    """The card of a return, read again from the books."""
    return card(asked.books, asked.books.get_one(Return, return_id))


def told_of(asked: Asked, return_id: int) -> dict[str, object]:
    """The facts of what was done to a return: its `card` as it stands now, and `who` did it."""
    return {"card": card_of(asked, return_id), "who": asked.who.name}
