"""Count in what arrived for a return.

Said: R-12 arrived · 2 of R-12 came · R-12 arrived with 2 MUG-BLU · R-12 arrived, 1 fine 1 damaged
"""

from __future__ import annotations

from typing import Any

from commands import arriving
from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.returning import told_of
from commands.slots import LOCATION, UNITS
from commands.slots_goods import GOODS, Goods
from commands.slots_returns import FOUND, RETURN, Seen, WhichReturn
from oms import photos, return_arrivals, return_states, returns, stock, supplier_returns
from oms.actors import RETURNS
from oms.errors import BadQuantity
from oms.records import Location, Return, Sku
from oms.return_cards import LineCard, ReturnCard, card
from oms.return_documents import place_for, place_name
from oms.return_errors import JudgedApart, NothingAwaited
from oms.return_states import Event, State

OVER = frozenset({State.CANCELLED, State.EXPIRED})
"""States in which nothing is awaited; what comes all the same is taken in."""


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    if stored.get("found"):
        return arriving.done(asked, stored, key)
    arrived = {int(sku): units for sku, units in stored["arrived"]}
    if stored["location"] is None:
        got = supplier_returns.confirm(
            asked.books, stored["return"], arrived,
            received=stored["received"], by=asked.who, key=key,
        )  # fmt: skip
    else:
        got = returns.receive(
            asked.books, stored["return"], arrived, stored["location"],
            received=stored["received"], by=asked.who, key=key,
        )  # fmt: skip
    if asked.thread is not None:
        photos.talk_in(asked.books, stored["return"], *asked.thread)
    facts = told_of(asked, stored["return"]) | {"units": sum(arrived.values()), "became": []}
    return Done(facts | {"waits": None}, {"return": stored["return"], "receipts": got})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    return_arrivals.undo(
        asked.books, stored["return"], stored["receipts"], stored.get("inspections", []),
        by=asked.who, key=key,
    )  # fmt: skip
    return told_of(asked, stored["return"])


@command(
    phrases=[
        "[return] {return_} [has|have] (arrived|come|came|is here|are here|is back|came back)",
        "[return] {return_} (came in|has been received)",
        "[return] {return_} [has|have] (arrived|come|came|is here|is back) (in|at) {location}",
        "[only] {units} (of|from) [return] {return_} [has|have] (arrived|come|came)",
        "{units} (of|from) [return] {return_} [has|have] (arrived|come|came) (in|at) {location}",
        "[return] {return_} {units} (came|arrived)",
        "[return] {return_} (arrived|came|has arrived) with [only] {goods}",
        "[return] {return_} (arrived|came|has arrived) (in|at) {location} with {goods}",
        "(receive|received|got) [return] {return_}",
        "receive [return] {return_} (in|at) {location}",
        "receive {units} (of|from) [return] {return_}",
        "[return] {return_} (arrived|came|is back|came back) [and is|it is] {found}",
        "[return] {return_} (has arrived|has come|is here) [and is|it is] {found}",
        "[return] {return_} (arrived|came|is|came back) [back] in {found} condition",
        "[return] {return_} [has] (arrived|come|came|is back) (in|at) {location} [and is] {found}",
        "(receive|received|got) [return] {return_} [it is] {found}",
        "receive [a] return",
    ],
    slots=[RETURN, LOCATION, UNITS, GOODS, FOUND],
    may=RETURNS,
    write=Write(_do, _undo),
)
def receive_return(
    asked: Asked,
    return_: Return | None = None,
    location: Location | None = None,
    units: int | None = None,
    goods: Goods | None = None,
    found: tuple[Seen, ...] = (),
) -> Preview:
    """Count in what arrived for a return: fewer, more, or other goods than announced."""
    if return_ is None:
        raise WhichReturn("R-12 arrived")
    return_states.after(return_.number, return_.state, Event.RECEIVE)
    seen = card(asked.books, return_)
    units = units if units is not None else arriving.counted(seen, found)
    arrived = goods if goods is not None else _expected(seen, units)
    if not arrived:
        raise NothingAwaited(seen.number, seen.lines[0].sku)
    if min(arrived.values()) < 1:
        raise BadQuantity(min(arrived.values()))
    place = None
    if not seen.supplier or location is not None:
        place = place_for(asked.books, location.id if location else seen.place_id)
    rows = [_row(asked, seen, sku_id, count, place) for sku_id, count in arrived.items()]
    stored: dict[str, Any] = {
        "return": return_.id,
        "location": place,
        "arrived": sorted(arrived.items()),
        "received": sum(line.received for line in seen.lines),
    }
    name = place_name(asked.books, place) if place is not None else seen.supplier
    facts = {"card": seen, "rows": rows, "place": name, "became": [], "second": False, "worth": ""}
    if not found:
        return Preview(facts, stored)
    if place is None:
        raise JudgedApart(seen.number)
    stored["found"] = [[one.units, one.disposition, one.condition] for one in found]
    return Preview({**facts, **arriving.looked_at(asked, stored)}, stored)


def _expected(seen: ReturnCard, units: int | None) -> dict[int, int]:
    """All that is awaited, or so many units where they can only be one product."""
    left: dict[int, int] = {}
    for line in seen.lines:
        awaited = line.to_come or (0 if seen.to_come else _late(seen, line))
        if awaited:
            left[line.sku_id] = left.get(line.sku_id, 0) + awaited
    if units is None:
        return left
    if len(left) > 1:
        example = " ".join(f"{count} {_sku(seen, sku)}" for sku, count in left.items())
        raise MissingWord("product is it", f"{seen.number} arrived with {example}")
    return dict.fromkeys(left, units)


def _late(seen: ReturnCard, line: LineCard) -> int:
    """Units of a line that nobody waits for any more and that are its own all the same."""
    return line.units - line.received if seen.state in OVER else line.missing


def _sku(seen: ReturnCard, sku_id: int) -> str:
    return next(line.sku for line in seen.lines if line.sku_id == sku_id)


def _row(
    asked: Asked, seen: ReturnCard, sku_id: int, count: int, place: int | None
) -> dict[str, object]:
    sku = asked.books.get_one(Sku, sku_id)
    own = [line for line in seen.lines if line.sku_id == sku_id]
    awaited = sum(line.to_come or _late(seen, line) for line in own)
    at_place = stock.at(asked.books, sku_id, place) if place is not None else None
    return {
        "sku": sku.code,
        "title": sku.title,
        "awaited": awaited,
        "came": count,
        "on_hand": at_place.on_hand if at_place else None,
    }
