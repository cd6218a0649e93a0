"""What the templates about stock, counts and transfers are given, with any word in it.

Which blocks are made depends on nothing of the word but whether its length is odd.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

from oms import count_rules
from oms.approvals import Asked
from oms.count_cards import CountCard, CountRow
from oms.count_rules import COUNTED, POSTED, RECOUNT
from oms.kits import Component, PartAt
from oms.low_stock import Alert
from oms.order_card import OrderCard
from oms.place_stock import PlaceStock, StockHere
from oms.set_aside import SetAside
from oms.stock import LowStock, StockAt
from oms.stock_explain import Explained, Group, PromisedTo
from oms.transfer_cards import OnTheWay, TransferCard
from oms.transfer_states import Arrived
from tests.assistant.facts_of_supply import stock_of_kit

TOKEN = "t" * 16
MANY = 30
DAY = dt.date(2026, 11, 3)
HELD = {"sellable": 5, "damaged": 1, "quarantine": 2}
Filled = Callable[..., Any]
Facts = Callable[[str], dict[str, Any]]


def of_stock(
    filled: Filled, card: Callable[[str], OrderCard], waits: Callable[[str], Asked]
) -> dict[str, Facts]:
    """The facts by template.

    Args:
        filled: a value of a type in which every text is the word.
        card: an order whose words are all the word.
        waits: a request for a second person, likewise.
    """
    return (
        of_levels(filled, waits)
        | of_counts(filled)
        | of_transfers(filled)
        | of_sales(card)
        | of_explaining(filled)
    )


def _odd(word: str) -> bool:
    return len(word) % 2 == 1


def _levels(word: str) -> list[StockAt]:
    return [StockAt(number, f"{number}{word}", 9, 2, 3) for number in range(MANY)]


def of_levels(filled: Filled, waits: Callable[[str], Asked]) -> dict[str, Facts]:
    """How many there are, what runs low, and what was adjusted."""

    def level(word: str) -> dict[str, Any]:
        if len(word) % 4 == 3:
            return stock_of_kit(filled, word)
        levels = _levels(word)
        here = levels[0] if _odd(word) else None
        return {"kit": False, "sku": word, "title": word, "here": here, "levels": levels,
                "held": HELD if here else {}, "available": 300, "on_hand": 400, "oversold": 7,
                "aside": [] if here else [filled(SetAside, word, 5)] * MANY,
                "coming": [] if here else [filled(OnTheWay, word)] * MANY}  # fmt: skip

    def low(word: str) -> dict[str, Any]:
        row = {"sku": word, "title": word, "location": word, "available": 1, "point": 5,
               "coming": 2, "other": f"{word} 7"}  # fmt: skip
        return {"low": [row] * 10, "total": 99, "place": word if _odd(word) else ""}

    def lying(word: str) -> dict[str, Any]:
        row = filled(StockHere, word)
        here = PlaceStock((row,) * 10, 99, 500)
        low = [filled(LowStock, word)] * (5 if _odd(word) else 0)
        return {"location": word, "here": here, "low": low, "low_total": 9}

    def ran_low(word: str) -> dict[str, Any]:
        alert = dataclasses.asdict(filled(Alert, word))
        return {"alerts": [alert] * (1 if _odd(word) else 5), "total": 1 if _odd(word) else 9}

    def adjusted(word: str) -> dict[str, Any]:
        return {"sku": word, "title": word, "location": word, "before": 5, "after": 2,
                "reason": word, "reserved": 3, "held": 1, "who": word, "token": TOKEN,
                "recount": True, "second": True, "worth": "£59.90",
                "earlier": "£9.90" if _odd(word) else "",
                "waits": waits(word) if len(word) % 3 == 1 else None,
                "count": "C-12" if len(word) % 3 == 2 else ""}  # fmt: skip

    names = ("adjust_stock", "adjust_stock_done", "adjust_stock_undone", "settle_count_done",
             "settle_count_undone", "undo_movement_done")  # fmt: skip
    return {f"replies/{name}": adjusted for name in names} | {
        "forms/adjust_stock": adjusted,
        "replies/stock_level": level,
        "replies/low_stock": low,
        "replies/place_stock": lying,
        "notices/low_stock": ran_low,
    }


def of_counts(filled: Filled) -> dict[str, Facts]:
    """Counts of several products, from the asking to the booking."""

    def count(word: str) -> CountCard:
        row: CountRow = filled(CountRow, word)
        states = list(count_rules.WORDS) * MANY
        lines = tuple(dataclasses.replace(row, state=state) for state in states[:MANY])
        made: CountCard = filled(CountCard, word)
        return dataclasses.replace(made, state="review", blind=_odd(word), lines=lines)

    def counted(word: str) -> dict[str, Any]:
        made = count(word)
        return {"card": made, "rows": made.lines, "words": count_rules.WORDS, "who": word,
                "token": TOKEN}  # fmt: skip

    def started(word: str) -> dict[str, Any]:
        row = {"sku": word, "title": word, "bench": 2}
        return {"location": word, "rows": [row] * MANY, "token": TOKEN}

    def answered(word: str) -> dict[str, Any]:
        said = [{"row": row, "units": 12} for row in count(word).lines]
        ids = {"count": 3, "goods": "1:12"} if _odd(word) else {}
        return {"card": count(word), "said": said, "benched": said, "bench": "without",
                "ids": ids, "token": TOKEN}  # fmt: skip

    def booked(word: str) -> dict[str, Any]:
        row = dataclasses.replace(filled(CountRow, word), state=POSTED, counted=4, recounted=4)
        return counted(word) | {"rows": [row] * MANY}

    def approved(word: str) -> dict[str, Any]:
        row = dataclasses.replace(filled(CountRow, word), state=RECOUNT)
        rows = [{"row": row, "now": 8}] * MANY
        return counted(word) | {"rows": rows, "reason": word, "worth": 5_990}

    def opened(word: str) -> dict[str, Any]:
        one = count(word)
        return {"card": one if _odd(word) else None, "found": [] if _odd(word) else [one] * MANY,
                "words": count_rules.WORDS}  # fmt: skip

    return {
        "replies/start_count": started,
        "replies/start_count_done": counted,
        "replies/start_count_undone": counted,
        "replies/answer_count": answered,
        "replies/answer_count_done": lambda word: counted(word) if _odd(word) else booked(word),
        "replies/answer_count_undone": counted,
        "replies/approve_count": approved,
        "replies/approve_count_done": approved,
        "replies/approve_count_undone": counted,
        "replies/drop_count": counted,
        "replies/drop_count_done": counted,
        "replies/open_counts": opened,
        "notices/count_waits": lambda word: {
            "number": word, "location": word, "sku": word, "title": word, "by": word,
            "state": COUNTED if _odd(word) else RECOUNT,
        },
    }  # fmt: skip


def of_transfers(filled: Filled) -> dict[str, Facts]:
    """What one place sends to another."""

    def transfer(word: str) -> TransferCard:
        made: TransferCard = filled(TransferCard, word)
        sent = dataclasses.replace(made.lines[0].sent, units=99)
        lines = tuple(dataclasses.replace(line, sent=sent) for line in made.lines)
        return dataclasses.replace(made, state="dispatched", lines=lines)

    def moved(word: str) -> dict[str, Any]:
        return {"card": transfer(word), "units": 9, "damaged": 2, "lost": _odd(word), "who": word,
                "token": TOKEN}  # fmt: skip

    def rows(word: str, **more: Any) -> list[dict[str, Any]]:
        return [{"sku": word, "title": word, **more}] * MANY

    def listed(word: str) -> dict[str, Any]:
        one = transfer(word) if _odd(word) else None
        return {"card": one, "found": [filled(OnTheWay, word)] * MANY, "to": word}

    return {
        "replies/transfer_stock": lambda word: {
            "rows": rows(word, units=3, here=9, there=2), "units": 90, "source": word,
            "target": word, "token": TOKEN,
        },
        "replies/transfer_stock_done": moved,
        "replies/transfer_stock_undone": moved,
        "replies/receive_transfer": lambda word: moved(word) | {
            "rows": rows(word, left=5, came=Arrived(2, 1), there=4),
        },
        "replies/receive_transfer_done": moved,
        "replies/receive_transfer_undone": moved,
        "replies/close_transfer": lambda word: moved(word) | {
            "rows": rows(word, left=5, source=4),
        },
        "replies/close_transfer_done": moved,
        "replies/close_transfer_undone": moved,
        "replies/transfers_on_the_way": listed,
    }  # fmt: skip


def of_sales(card: Callable[[str], OrderCard]) -> dict[str, Facts]:
    """What was sold over the counter."""

    def sold(word: str) -> dict[str, Any]:
        goods = [{"sku": word, "title": f"{number}{word}", "units": 12, "level": level,
                  "first": 9, "free": 4} for number, level in enumerate(_levels(word))]  # fmt: skip
        rows = [{"sku": word, "title": word, "units": 12, "price": "£59.90", "kit": number % 2,
                 "goods": goods if number % 2 else goods[:1]}
                for number in range(MANY)]  # fmt: skip
        return {"rows": rows, "location": word, "channel": word, "order": card(word),
                "who": word, "token": TOKEN}  # fmt: skip

    names = ("record_sale", "record_sale_done", "record_sale_undone")
    return {f"replies/{name}": sold for name in names}


def of_explaining(filled: Filled) -> dict[str, Facts]:
    """Why there are as many as there are, and how many there were."""

    def explained(word: str) -> dict[str, Any]:
        groups, promised = [filled(Group, word, 3)] * 12, [filled(PromisedTo, word)] * MANY
        told = Explained(word, word, word, tuple(groups), tuple(promised), HELD)
        parts = [PartAt(filled(Component, word), 4, 2)] * MANY
        return {"told": told, "aside": [filled(SetAside, word, 5)] * MANY, "asked": 3,
                "buckets": sorted(HELD), "kit": not _odd(word), "parts": parts, "available": 2,
                "sku": word, "title": word, "location": word}  # fmt: skip

    def on_day(word: str) -> dict[str, Any]:
        place = {"location": word, "then": HELD, "now": 3, "since": [filled(Group, word, 3)] * 12}
        places = [place] * (1 if _odd(word) else MANY)
        return {"sku": word, "title": word, "day": DAY, "places": places}

    return {"replies/explain_stock": explained, "replies/stock_on_day": on_day}
