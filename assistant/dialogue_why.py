"""“why?”, “why only 2?” after an answer: why it is so, of the stock or the order spoken of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from assistant import dialogue_memory as memory
from assistant import understand
from assistant.dialogue_doubt import marked
from assistant.dialogue_proposals import Where
from assistant.dialogue_running import Answer, run
from assistant.frames import Frame
from commands.kit import Asked
from oms import orders, stock
from oms.errors import AmbiguousOrder, UnknownOrder
from oms.records import Location, Sku
from oms.stock import StockAt

SAID = re.compile(
    r"(?:but |and |ok |hm+ |eh )?"
    r"(?:why|how come|how so|why so|why(?:'s| is| was) (?:that|this|it))",
    re.IGNORECASE,
)
ONLY = r"(?:only |just |still |as (?:low|few|little|many|high) as |down to |at )*"
COUNT = r"(?P<units>\d{1,6})(?: (?:left|of (?:them|those)|there|here|available|on hand|in stock))?"
MANY = r"(?:so|that|this) (?:few|many|low|high|little)"
IT = r"(?:it|that|this|there|they|those|we|the (?:number|count|figure|stock|level))"
BEING = (
    rf"(?:(?:'s| is| are|s|re) {IT}(?: (?:showing|saying|at|down))?"
    rf"|(?: does| do) {IT} (?:say|show|have|read)"
    rf"| have {IT}(?: got)?| {IT} (?:is|are|says|shows|have))"
)
WHY = rf"(?:why|how come|how)(?:{BEING})? {ONLY}(?:{COUNT}|{MANY})"
ASIDE = rf"{ONLY}{COUNT.replace('units', 'told')} ?(?:how come|why)(?: so few| so many)?"
FIGURE = re.compile(
    rf"(?:but |and |so |ok |hm+ |eh )?(?:{WHY}|{ASIDE})(?: though| then| mate| please| pls)*",
    re.IGNORECASE,
)
"""“why 5?”, “why is this 5”, “how come only 2”, “why so few?”, “only 2? why?”."""
EXPLAINS: Mapping[str, tuple[str, ...]] = {
    "explain_stock": ("sku", "location"), "why_here": ("order",),
}  # fmt: skip
"""Command -> what it explains, the first of which has to have been spoken of."""
OF_STOCK = frozenset({"stock_level", "explain_stock", "adjust_stock", "transfer_stock"})
"""What tells how many of one product there are."""


def said(asked: Asked, where: Where, text: str) -> Answer | None:
    """The answer to a bare “why?”; None: it is none, or nothing was spoken of that has a reason."""
    words = " ".join(re.sub(r"[?!.,]+", " ", understand.clean(text)).replace("’", "'").split())
    figure = FIGURE.fullmatch(words)
    if figure is None and not SAID.fullmatch(words):
        return None
    focus = memory.recall(asked, where).focus
    if focus is None:
        return None
    units = (figure["units"] or figure["told"]) if figure else None
    frame = _figure(asked, focus, units) if figure else _reason(focus)
    if frame is None:
        return None
    answered = run(asked, where, frame, again=True)
    return marked(asked, where, answered) if figure else answered


def _figure(asked: Asked, focus: Frame, units: str | None) -> Frame | None:
    """Why there are so many of the product whose stock was told."""
    sku, place = focus.values.get("sku"), focus.values.get("location")
    if focus.command.name not in OF_STOCK or not isinstance(sku, Sku) or _is_order(asked, units):
        return None
    told = {} if place is None else {"location": place}
    if units is not None:
        told = _of_figure(asked, sku, place, int(units))
    of_room = focus.of_room if told.get(focus.of_room) is place else ""
    return Frame(understand.known()["explain_stock"], {"sku": sku, **told}, of_room)


def _of_figure(asked: Asked, sku: Sku, place: Location | None, units: int) -> dict[str, Any]:
    """The place that a figure is of: that which was told, else the one where there are so many.

    What stands at no place is said not to be so.
    """
    levels = stock.levels(asked.books, sku.id)
    here = [one for one in levels if place is not None and one.location_id == place.id]
    others = [one for one in levels if one not in here and units in _figures(one)]
    is_there = any(units in _figures(one) for one in here)
    if not is_there and len(others) == 1:
        return {"location": asked.books.get_one(Location, others[0].location_id)}
    stands = {} if is_there else {"counted": units}
    return {**({} if place is None else {"location": place}), **stands}


def _figures(level: StockAt) -> tuple[int, ...]:
    return level.on_hand, level.available, level.reserved, level.held


def _is_order(asked: Asked, units: str | None) -> bool:
    """“why 1043?” is of that order, where the shop has it."""
    if units is None:
        return False
    try:
        orders.by_number(asked.books, units)
    except UnknownOrder:
        return False
    except AmbiguousOrder:
        pass
    return True


def _reason(focus: Frame) -> Frame | None:
    known, spoken_of = understand.known(), focus.values
    for name, slots in EXPLAINS.items():
        if spoken_of.get(slots[0]) is not None:
            told = {slot: spoken_of[slot] for slot in slots if spoken_of.get(slot) is not None}
            return Frame(known[name], told, focus.of_room if focus.of_room in told else "")
    return None
