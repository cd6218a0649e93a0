"""Words -> order, product, location, units, reason: each found or refused with the nearest."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from commands import slot_search
from commands.kit import Asked, Choice, Slot
from commands.slot_kinds import carried, one_of, row_of, words
from oms import approvals, catalogue, count_cards, counts, orders
from oms.counts import UnknownReason
from oms.errors import UnknownOrder, UnknownSku
from oms.records import Channel, Location, Order, Sku
from oms.tracking import CARRIERS, UnknownCarrier, known_carrier
from oms.values import parse_units

SHORTEST_ORDER = 4
"""Digits; a number with fewer is rather how many there are."""
NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
         "twelve"), start=1,
    )
}  # fmt: skip
NUMBER_WORDS |= {"a": 1, "an": 1, "a dozen": 12}
NONE_WORDS = frozenset({"0", "zero", "none", "no"})
NUMBER = rf"\d[\d,]*|{'|'.join(sorted(NUMBER_WORDS, reverse=True))}"
"""Regular expression of units of 1 or more, in digits or as a word."""
NO_UNITS = r"-\d[\d.,]*|\d[\d,]*\.\d+"
"""What is said like units and is none: it is read so that the refusal can say so."""
REASON_WORDS = {
    "damaged": "damage", "broken": "damage", "smashed": "damage", "chipped": "damage",
    "found": "found", "turned up": "found", "stolen": "theft", "theft": "theft",
    "sample": "sample", "samples": "sample", "expired": "expired", "out of date": "expired",
    "counted": "count", "correction": "correction", "mistake": "correction",
    "miscounted": "correction", "opening": "opening",
}  # fmt: skip
COUNTED_OF = re.compile(r"^(?:the )?(?:quantity|qty|number|amount|units?) of ", re.IGNORECASE)
STAGE_WORDS = {
    "late": "late", "overdue": "late", "open": "open", "unshipped": "open", "waiting": "open",
    "outstanding": "open", "to pick": "open", "shipped": "shipped", "dispatched": "shipped",
    "completed": "shipped", "finished": "shipped", "done": "shipped", "short": "backordered",
    "backordered": "backordered", "cancelled": "cancelled", "canceled": "cancelled",
    "held": "held", "on hold": "held", "blocked": "held", "draft": "draft",
    "unpaid": "unpaid", "not paid": "unpaid", "not paid for": "unpaid", "to be paid": "unpaid",
}  # fmt: skip
GONE_WORDS = {
    "stolen": "theft", "nicked": "theft", "out of date": "expired", "expired": "expired",
    "gone off": "expired", "missing": "correction", "gone": "correction",
}  # fmt: skip
"""What people say of units that are not there to be sold any more -> the reason."""
REASON_WORDS |= {reason.replace("_", " "): reason for reason in counts.REASONS}


def units(said: str) -> int:
    """Units as they are said: “3”, “3x”, “1,200”, “three”, “a dozen”.

    Raises:
        BadQuantity: no whole number of 1 or more.
    """
    bare = re.sub(r"(?:(?<=\d)|\s)[x×]$", "", said.strip().lower())
    return NUMBER_WORDS.get(bare) or parse_units(bare)


def units_or_none(said: str) -> int:
    """Units as `units` reads them, or 0 where none are said."""
    return 0 if said.strip().lower() in NONE_WORDS else units(said)


def _units(_asked: Asked, said: str) -> int:
    return units(said)


MOST_DIGITS = 2
"""So short, a number is how many, unless it is the whole of a code."""


def _product(books: Session, said: str) -> Sku:
    """A product, also where what is said begins with what is counted: “quantity of blue mugs”."""
    if len(said) <= MOST_DIGITS and said.isdigit():
        # “cancel 1 of 1043” is no product whose code has a 1 in it
        return catalogue.exactly(books, said)
    try:
        return catalogue.sku(books, said)
    except UnknownSku:
        bare = COUNTED_OF.sub("", said)
        if bare == said:
            raise
        return catalogue.sku(books, bare)


def _counted(_asked: Asked, said: str) -> int:
    return units_or_none(said)


def _reason(_asked: Asked, said: str) -> str:
    reason = REASON_WORDS.get(" ".join(said.lower().split()))
    if reason is None:
        raise UnknownReason(said)
    return reason


def _order(books: Session, said: str) -> Order:
    """An order by its number alone; what is none may be what somebody counted."""
    try:
        return orders.by_number(books, said)
    except UnknownOrder as unknown:
        waiting = next((one for one in count_cards.open_counts(books) if one.missing), None)
        if waiting is not None and said.isdecimal() and len(said) < SHORTEST_ORDER:
            counted = f"{waiting.number} {waiting.missing[0].sku} {said}"
            unknown.remedy = f"If you counted {said}, say of what: `{counted}`."
        raise


def _request(asked: Asked, said: str) -> int:
    return approvals.by_number(asked.books, said).id


def _carrier(_asked: Asked, said: str) -> str:
    if known_carrier(said) is None:
        raise UnknownCarrier(said)
    return said


def _tracking(_asked: Asked, said: str) -> str:
    return said.upper()


STAGE = one_of("stage", STAGE_WORDS, "open")
ORDER = row_of(Order, "order", r"(?:[a-z]{2,16} )?#?(?=[\w-]*\d)[\w-]+", orders.by_number, "1043",
               slot_search.orders)  # fmt: skip
ALONE = row_of(Order, "alone", r"#?\d[\w-]+", _order, "1043")
SKU = row_of(Sku, "sku", r".+?", _product, "blue mug", slot_search.products)
LOCATION = row_of(Location, "location", r"[a-z][a-z .'-]*?", catalogue.location, "Leeds",
                  slot_search.places)  # fmt: skip
UNITS = Slot("units", rf"(?:{NUMBER}|{NO_UNITS})(?: ?[x×])?", _units, "3", is_number=True)
COUNTED = Slot("counted", rf"zero|none|no|{NUMBER}", _counted, "12", is_number=True)
ADDING = Slot("adding", r"add back|add|found|put back", words, "add")
TAKING = Slot(
    "taking", r"take off|take out|take away|take|remove|write off|subtract", words, "take"
)
BROKEN = Slot("broken", r"damaged|broken|smashed|chipped", words, "damaged")
REASON = Slot("reason", r"[a-z_ ]+?", _reason, "damaged", str, carried(REASON_WORDS))
GONE = one_of("gone", GONE_WORDS, "stolen")
CHANNEL = row_of(Channel, "channel", r"[a-z][a-z0-9 ]*?", catalogue.channel_called, "website")
CUSTOMER = Slot("customer", r"[^\d]{2,60}?", words, "Priya Shah")
CARRIER = Slot("carrier", r"royal mail|dpd|evri|ups|dhl|fedex|yodel|parcelforce", _carrier, "DPD",
               choices=tuple(Choice(one, one) for one in CARRIERS))  # fmt: skip
TRACKING = Slot("tracking", r"(?=\S*\d)\S{5,40}", _tracking, "15501234567890")
REQUEST = Slot("request", r"a-?\d{1,9}", _request, "A-7")
WHY = Slot("why", r"\S.*?", words, "it came late")
"""The reason that somebody gives, in their own words."""
