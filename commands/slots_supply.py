"""Words -> suppliers, purchase orders, policies."""

from __future__ import annotations

import re
from dataclasses import replace

from sqlalchemy.orm import Session

from commands.kit import Asked, Slot
from commands.slot_kinds import one_of, row_of, words
from commands.slots import UNITS
from oms import purchases, suppliers
from oms.records import PurchaseOrder, Supplier

SPLIT_WORDS = {
    "ship complete": "never", "go complete": "never", "are never split": "never",
    "may be split": "any", "can be split": "any",
}  # fmt: skip
SHORT_WORDS = {
    "hold": "hold", "backorder": "backorder", "reject": "reject", "refuse": "reject",
    "dropship": "dropship",
}  # fmt: skip


def _purchase(books: Session, said: str) -> PurchaseOrder:
    return purchases.by_number(books, re.sub(r"^po ?-? ?", "PO-", said, flags=re.IGNORECASE))


def _days(_asked: Asked, said: str) -> int:
    return int(said)


SUPPLIER = row_of(Supplier, "supplier", r"[a-z][a-z0-9 &.'-]*?", suppliers.find, "Harrow")
PURCHASE = row_of(PurchaseOrder, "purchase", r"po ?-? ?\d{1,9}", _purchase, "PO-3")
NAMED = Slot("named", r"\S.*?", words, "Kiln & Co")
"""The name of a supplier that there is not yet."""
NOBODY = Slot("nobody", r"nobody|no supplier|no one", words, "nobody")
LEAD = Slot("lead", r"\d{1,9}", _days, "10")
"""Days until a supplier delivers."""
LEAST = replace(UNITS, name="least", example="10")
"""Units that a supplier delivers at least."""
THEIR_CODE = Slot("their_code", r"(?=\S*[\dA-Z-])\S{1,60}", words, "HL-22")
"""What a supplier calls a product."""
NOT_ANY_MORE = Slot("dropship", r"dropships?|sends?|ships?", words, "dropship")
SPLIT = one_of("split", SPLIT_WORDS, "ship complete")
SHORT = one_of("short", SHORT_WORDS, "hold")
