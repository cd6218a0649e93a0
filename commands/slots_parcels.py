"""Words -> shipments, tracking numbers, and what became of parcels."""

from __future__ import annotations

from commands.kit import Asked, Slot
from oms import shipment_cards
from oms.errors import BadQuantity
from oms.records import Shipment
from oms.shipment_states import State

OUTCOME_WORDS = {
    "delivered": State.DELIVERED, "arrived": State.DELIVERED, "lost": State.LOST,
    "returned to sender": State.RETURNED_TO_SENDER,
    "returned to the sender": State.RETURNED_TO_SENDER,
    "returned by the carrier": State.RETURNED_TO_SENDER,
    "undeliverable": State.RETURNED_TO_SENDER, "damaged": State.DAMAGED_IN_POST,
    "broken": State.DAMAGED_IN_POST,
}  # fmt: skip
OUTCOME_WORDS |= {str(outcome): outcome for outcome in OUTCOME_WORDS.values()}
LONGEST = 60


def _shipment(asked: Asked, said: str) -> Shipment:
    return shipment_cards.by_number(asked.books, said)


def _shipment_of_id(asked: Asked, shipment_id: int) -> Shipment:
    return asked.books.get_one(Shipment, shipment_id)


def _id(shipment: Shipment) -> int:
    return shipment.id


def _outcome(_asked: Asked, said: str) -> State:
    return OUTCOME_WORDS[" ".join(said.lower().split())]


def _number(_asked: Asked, said: str) -> str:
    if len(said) > LONGEST:
        raise BadQuantity(said[:LONGEST])
    return " ".join(said.split())


SHIPMENT = Slot("shipment", r"s ?-? ?\d{1,9}", _shipment, "S-12", _id, _shipment_of_id)
OUTCOME = Slot(
    "outcome", "|".join(sorted(OUTCOME_WORDS, key=len, reverse=True)), _outcome, "delivered"
)
NUMBER = Slot("number", r"(?=[\w -]*\d)\w[\w -]{4,58}\w", _number, "15501234567890")
