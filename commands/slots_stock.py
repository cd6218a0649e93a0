"""Words -> transfers, and what became of goods that did not arrive."""

from __future__ import annotations

from commands.kit import Asked, Slot
from commands.slots import LOCATION
from oms import transfer_cards
from oms.records import Transfer
from oms.transfer_receipts import LOST, SENT_BACK

REST_WORDS = {
    "lost": LOST, "missing": LOST, "gone": LOST, "as lost": LOST, "as missing": LOST,
    "back": SENT_BACK, "came back": SENT_BACK, "sent back": SENT_BACK, "returned": SENT_BACK,
    "as returned": SENT_BACK, "as sent back": SENT_BACK,
}  # fmt: skip


def _transfer(asked: Asked, said: str) -> Transfer:
    return transfer_cards.by_number(asked.books, said)


def _transfer_of_id(asked: Asked, transfer_id: int) -> Transfer:
    return asked.books.get_one(Transfer, transfer_id)


def _id(transfer: Transfer) -> int:
    return transfer.id


def _rest(_asked: Asked, said: str) -> str:
    return REST_WORDS[" ".join(said.lower().split())]


TRANSFER = Slot("transfer", r"t ?-? ?\d{1,9}", _transfer, "T-7", _id, _transfer_of_id)
TARGET = Slot("target", LOCATION.pattern, LOCATION.read, "Leeds", LOCATION.to_id, LOCATION.from_id)
"""Where goods go to, where a sentence also has where they come from."""
REST = Slot("rest", "|".join(REST_WORDS), _rest, "lost")
