"""Words -> transfers, and what became of goods that did not arrive."""

from __future__ import annotations

from dataclasses import replace

from commands.slot_kinds import one_of, row_of
from commands.slots import LOCATION
from oms import transfer_cards
from oms.records import Transfer
from oms.transfer_receipts import LOST, SENT_BACK

REST_WORDS = {
    "lost": LOST, "missing": LOST, "gone": LOST, "as lost": LOST, "as missing": LOST,
    "back": SENT_BACK, "came back": SENT_BACK, "sent back": SENT_BACK, "returned": SENT_BACK,
    "as returned": SENT_BACK, "as sent back": SENT_BACK,
}  # fmt: skip

TRANSFER = row_of(Transfer, "transfer", r"t ?-? ?\d{1,9}", transfer_cards.by_number, "T-7")
TARGET = replace(LOCATION, name="target")
"""Where goods go to, where a sentence also has where they come from."""
REST = one_of("rest", REST_WORDS, "lost")
