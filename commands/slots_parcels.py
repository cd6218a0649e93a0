"""Words -> shipments, tracking numbers, and what became of parcels."""

from __future__ import annotations

from commands.kit import Slot
from commands.slot_kinds import one_of, row_of, words
from oms import shipment_cards
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

SHIPMENT = row_of(Shipment, "shipment", r"s ?-? ?\d{1,9}", shipment_cards.by_number, "S-12")
OUTCOME = one_of("outcome", OUTCOME_WORDS, "delivered")
NUMBER = Slot("number", r"(?=[\w -]*\d)\w[\w -]{4,58}\w", words, "15501234567890")
