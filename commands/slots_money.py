"""Words -> a refund, a return, an amount of money, a reference, a reason."""

from __future__ import annotations

from dataclasses import replace

from commands.kit import Asked, Slot
from commands.slots import ORDER, SKU
from oms import refund_cards, return_documents
from oms.errors import BadQuantity
from oms.money_words import AMOUNT as AMOUNT_PATTERN
from oms.records import Refund, Return

LONGEST = 200


def _refund(asked: Asked, said: str) -> Refund:
    return refund_cards.by_number(asked.books, said)


def _refund_of_id(asked: Asked, refund_id: int) -> Refund:
    return asked.books.get_one(Refund, refund_id)


def _return(asked: Asked, said: str) -> Return:
    return return_documents.by_number(asked.books, said)


def _return_of_id(asked: Asked, return_id: int) -> Return:
    return asked.books.get_one(Return, return_id)


def _words(_asked: Asked, said: str) -> str:
    text = " ".join(said.split())
    if len(text) > LONGEST:
        raise BadQuantity(f"{text[:20]}…")
    return text


def _fault(_asked: Asked, said: str) -> str:
    return FAULTS.get(said.lower(), said)


def _id(value: Refund | Return) -> int:
    return value.id


SOLD = replace(ORDER, pattern=rf"(?!(?:[a-z]+ )?rf?-?\d{{1,9}}(?:\s|$)){ORDER.pattern}")
"""An order, and never what is the number of a return or a refund."""
REFUND = Slot("refund", r"rf?-?\d{1,9}", _refund, "RF-7", _id, _refund_of_id)
"""A refund, or the one that waits for a return: RF-7, R-12."""
ITSELF = Slot("itself", r"rf-?\d{1,9}", _refund, "RF-7", _id, _refund_of_id)
"""A refund by its own number only."""
CAME_BACK = Slot("came_back", r"r-?\d{1,9}", _return, "R-12", _id, _return_of_id)
AMOUNT = Slot("amount", AMOUNT_PATTERN, _words, "£5.00")
"""Read when the currency is known: the order says which."""
CREDIT = Slot("credit", r"store credit|credit|a credit note", _words, "store credit")
OTHER_SKU = Slot("other", SKU.pattern, SKU.read, "red mug", SKU.to_id, SKU.from_id)
"""What goes out instead."""
FAULTS = {
    "faulty": "faulty", "broken": "faulty", "defective": "faulty", "damaged": "damaged_in_post",
    "wrong": "wrong_item",
}  # fmt: skip
FAULT = Slot("fault", "|".join(FAULTS), _fault, "faulty")
REFERENCE = Slot("reference", r"\S{1,64}", _words, "8812")
WHY = Slot("why", r"\S.*?", _words, "it came late")
