"""Why goods come back, and whose doing it is."""

from __future__ import annotations

FAULTY = "faulty"
WRONG_ITEM = "wrong_item"
NOT_AS_DESCRIBED = "not_as_described"
DAMAGED_IN_POST = "damaged_in_post"
LATE = "late"
UNDELIVERED = "undelivered"
CHANGED_MIND = "changed_mind"
DOES_NOT_FIT = "does_not_fit"
ORDERED_BY_MISTAKE = "ordered_by_mistake"
UNWANTED_GIFT = "unwanted_gift"
OTHER = "other"

REASONS = (
    FAULTY, WRONG_ITEM, NOT_AS_DESCRIBED, DAMAGED_IN_POST, LATE, UNDELIVERED, CHANGED_MIND,
    DOES_NOT_FIT, ORDERED_BY_MISTAKE, UNWANTED_GIFT, OTHER,
)  # fmt: skip

MERCHANT_FAULT = frozenset({FAULTY, WRONG_ITEM, NOT_AS_DESCRIBED, DAMAGED_IN_POST, LATE})
"""The shop's or the carrier's doing: no fee, and the shop pays the way back.

Source: Consumer Rights Act 2015, s. 20(8); Consumer Contracts Regulations 2013, reg. 35.
"""
WITHDRAWAL = frozenset({CHANGED_MIND, DOES_NOT_FIT, ORDERED_BY_MISTAKE, UNWANTED_GIFT})
"""The customer's choice; within the legal days of a distance sale no fee may be taken."""


def is_ours(reason: str | None) -> bool:
    """Whether the shop or its carrier is to blame."""
    return reason in MERCHANT_FAULT
