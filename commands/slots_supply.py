"""Words -> suppliers, purchase orders, policies, and why somebody wants something."""

from __future__ import annotations

import re

from commands.kit import Asked, Slot
from oms import purchases, suppliers
from oms.records import PurchaseOrder, Supplier

LONGEST = 200
SPLIT_WORDS = {
    "ship complete": "never", "go complete": "never", "are never split": "never",
    "may be split": "any", "can be split": "any",
}  # fmt: skip
SHORT_WORDS = {
    "hold": "hold", "backorder": "backorder", "reject": "reject", "refuse": "reject",
    "dropship": "dropship",
}  # fmt: skip


def _supplier(asked: Asked, said: str) -> Supplier:
    return suppliers.find(asked.books, said)


def _supplier_of_id(asked: Asked, supplier_id: int) -> Supplier:
    return asked.books.get_one(Supplier, supplier_id)


def _purchase(asked: Asked, said: str) -> PurchaseOrder:
    return purchases.by_number(asked.books, re.sub(r"^po ?-? ?", "PO-", said, flags=re.IGNORECASE))


def _purchase_of_id(asked: Asked, purchase_id: int) -> PurchaseOrder:
    return asked.books.get_one(PurchaseOrder, purchase_id)


def _id(value: Supplier | PurchaseOrder) -> int:
    return value.id


def _split(_asked: Asked, said: str) -> str:
    return SPLIT_WORDS[" ".join(said.lower().split())]


def _short(_asked: Asked, said: str) -> str:
    return SHORT_WORDS[said.lower()]


def _reason(_asked: Asked, said: str) -> str:
    return " ".join(said.split())[:LONGEST]


SUPPLIER = Slot("supplier", r"[a-z][a-z0-9 &.'-]*?", _supplier, "Harrow", _id, _supplier_of_id)
PURCHASE = Slot("purchase", r"po ?-? ?\d{1,9}", _purchase, "PO-3", _id, _purchase_of_id)
WHY = Slot("why", r".{2,200}?", _reason, "it is a gift")
NOT_ANY_MORE = Slot("dropship", r"dropships?|sends?|ships?", _reason, "dropship")
SPLIT = Slot("split", "|".join(SPLIT_WORDS), _split, "ship complete")
SHORT = Slot("short", "|".join(SHORT_WORDS), _short, "hold")
