"""Words -> a refund, a return, an amount of money, a reference."""

from __future__ import annotations

from dataclasses import replace

from commands.kit import Slot
from commands.slot_kinds import one_of, row_of, words
from commands.slots import ORDER, SKU
from oms import money_words, refund_cards, return_documents
from oms.records import Refund, Return

SOLD = replace(ORDER, pattern=rf"(?!(?:[a-z]+ )?rf?-?\d{{1,9}}(?:\s|$)){ORDER.pattern}")
"""An order, and never what is the number of a return or a refund."""
REFUND = row_of(Refund, "refund", r"rf?-?\d{1,9}", refund_cards.by_number, "RF-7")
"""A refund, or the one that waits for a return: RF-7, R-12."""
ITSELF = replace(REFUND, name="itself", pattern=r"rf-?\d{1,9}")
"""A refund by its own number only."""
CAME_BACK = row_of(Return, "came_back", r"r-?\d{1,9}", return_documents.by_number, "R-12")
AMOUNT = Slot("amount", money_words.AMOUNT, words, "£5.00")
"""Read when the currency is known: the order says which."""
SUM = Slot("sum_", money_words.SURELY, words, "£5.00")
"""The same where a bare number may be something else: only what names its currency, or pence."""
CREDIT = Slot("credit", r"store credit|credit|a credit note", words, "store credit")
OTHER_SKU = replace(SKU, name="other", example="red mug")
"""What goes out instead."""
FAULTS = {
    "faulty": "faulty", "broken": "faulty", "defective": "faulty", "damaged": "damaged_in_post",
    "wrong": "wrong_item",
}  # fmt: skip
FAULT = one_of("fault", FAULTS, "faulty")
REFERENCE = Slot("reference", r"\S{1,64}", words, "8812")
