"""Words -> order, product, location, units, reason: each found or refused with the nearest."""

from __future__ import annotations

from sqlalchemy import select

from commands.kit import Asked, Slot
from oms import approvals, catalogue, counts, orders
from oms.counts import UnknownReason
from oms.errors import BadQuantity
from oms.records import Channel, Location, Order, Sku
from oms.values import parse_units

NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
         "twelve"), start=1,
    )
}  # fmt: skip
NUMBER_WORDS |= {"a": 1, "an": 1, "a dozen": 12}
REASON_WORDS = {
    "damaged": "damage", "broken": "damage", "smashed": "damage", "chipped": "damage",
    "found": "found", "turned up": "found", "stolen": "theft", "theft": "theft",
    "sample": "sample", "samples": "sample", "expired": "expired", "out of date": "expired",
    "counted": "count", "correction": "correction", "mistake": "correction",
    "miscounted": "correction", "opening": "opening",
}  # fmt: skip
STAGE_WORDS = {
    "late": "late", "overdue": "late", "open": "open", "unshipped": "open", "waiting": "open",
    "outstanding": "open", "to pick": "open", "shipped": "shipped", "dispatched": "shipped",
    "completed": "shipped", "finished": "shipped", "done": "shipped", "short": "backordered",
    "backordered": "backordered", "cancelled": "cancelled", "canceled": "cancelled",
    "held": "held", "on hold": "held", "blocked": "held", "draft": "draft",
}  # fmt: skip
REASON_WORDS |= {reason.replace("_", " "): reason for reason in counts.REASONS}


def _order(asked: Asked, said: str) -> Order:
    return orders.by_number(asked.books, said)


def _order_of_id(asked: Asked, order_id: int) -> Order:
    return asked.books.get_one(Order, order_id)


def _sku(asked: Asked, said: str) -> Sku:
    return catalogue.sku(asked.books, said)


def _sku_of_id(asked: Asked, sku_id: int) -> Sku:
    return asked.books.get_one(Sku, sku_id)


def _location(asked: Asked, said: str) -> Location:
    return catalogue.location(asked.books, said)


def _location_of_id(asked: Asked, location_id: int) -> Location:
    return asked.books.get_one(Location, location_id)


def _units(_asked: Asked, said: str) -> int:
    return NUMBER_WORDS.get(said.strip().lower()) or parse_units(said)


def _counted(_asked: Asked, said: str) -> int:
    if said.strip() in {"0", "zero", "none", "no"}:
        return 0
    return NUMBER_WORDS.get(said.strip().lower()) or parse_units(said)


def _reason(_asked: Asked, said: str) -> str:
    reason = REASON_WORDS.get(" ".join(said.lower().split()))
    if reason is None:
        raise UnknownReason(said)
    return reason


def _channel(asked: Asked, said: str) -> Channel:
    for channel in asked.books.scalars(select(Channel)):
        if said.lower() in {channel.code.lower(), channel.name.lower()}:
            return channel
    return catalogue.channel(asked.books, said)


def _stage(_asked: Asked, said: str) -> str:
    return STAGE_WORDS[said.lower()]


def _words(_asked: Asked, said: str) -> str:
    return " ".join(said.split())


def _request(asked: Asked, said: str) -> int:
    return approvals.by_number(asked.books, said).id


def _tracking(_asked: Asked, said: str) -> str:
    if len(said) > 40:
        raise BadQuantity(said)
    return said.upper()


def _id(value: Order | Sku | Location | Channel) -> int:
    return value.id


STAGE = Slot("stage", "|".join(STAGE_WORDS), _stage, "open")
ORDER = Slot("order", r"(?:[a-z]{2,16} )?#?(?=[\w-]*\d)[\w-]{1,24}", _order, "1043", _id,
             _order_of_id)  # fmt: skip
ALONE = Slot("alone", r"#?\d[\w-]{1,23}", _order, "1043", _id, _order_of_id)
SKU = Slot("sku", r".+?", _sku, "blue mug", _id, _sku_of_id)
LOCATION = Slot("location", r"[a-z][a-z .'-]*?", _location, "Leeds", _id, _location_of_id)
UNITS = Slot("units", rf"\d[\d,]*|{'|'.join(sorted(NUMBER_WORDS, reverse=True))}", _units, "3")
COUNTED = Slot(
    "counted", rf"\d[\d,]*|zero|none|no|{'|'.join(sorted(NUMBER_WORDS, reverse=True))}", _counted,
    "12",
)  # fmt: skip
ADDING = Slot("adding", r"add back|add|found|put back", _words, "add")
TAKING = Slot(
    "taking", r"take off|take out|take away|take|remove|write off|subtract", _words, "take"
)
BROKEN = Slot("broken", r"damaged|broken|smashed|chipped", _words, "damaged")
REASON = Slot("reason", r"[a-z_ ]+?", _reason, "damaged")
CHANNEL = Slot("channel", r"[a-z][a-z0-9 ]*?", _channel, "website", _id)
CUSTOMER = Slot("customer", r"[^\d]{2,60}?", _words, "Priya Shah")
CARRIER = Slot("carrier", r"royal mail|dpd|evri|ups|dhl|fedex|yodel|parcelforce", _words, "DPD")
TRACKING = Slot("tracking", r"(?=\S*\d)\S{5,40}", _tracking, "15501234567890")
REQUEST = Slot("request", r"a-?\d{1,9}", _request, "A-7")
