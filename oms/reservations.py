"""Promising stock to order lines, letting it go, and repairing promises that stock cannot keep.

Whoever changes what is promised of a SKU has locked it first (`locks.stock`), all SKUs of the
transaction at once; the lines are read again after that, so no count of units is out of date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from oms import (
    clock,
    exceptions,
    fills,
    history,
    holds,
    incoming,
    kit_lines,
    kits,
    line_counters,
    locks,
    promised,
    questions,
    routing,
    shortfall,
    stock,
)
from oms.actors import Who
from oms.errors import NoLongerPossible
from oms.history import About
from oms.tables.catalogue import Location, Sku
from oms.tables.orders import Order, OrderLine
from oms.tables.stock import Reservation

ACTIVE = "active"
ROWS: Table = Reservation.__table__  # type: ignore[assignment]
RESERVATIONS = insert(ROWS)
IN_FORCE = (
    select(Reservation)
    .where(
        Reservation.order_line_id.in_(bindparam("ids", expanding=True)),
        Reservation.state == ACTIVE,
    )
    .order_by(Reservation.id)
    .execution_options(populate_existing=True)
)
THERE = (
    select(ROWS.c.id, ROWS.c.order_line_id, ROWS.c.units)
    .where(
        ROWS.c.order_line_id.in_(bindparam("ids", expanding=True)),
        ROWS.c.state == ACTIVE,
        ROWS.c.location_id == bindparam("place"),
        ROWS.c.shipment_id.is_not_distinct_from(bindparam("shipment")),
    )
    .order_by(ROWS.c.id.desc())
)
CONSUMED = (
    update(ROWS).where(ROWS.c.id.in_(bindparam("ids", expanding=True))).values(state="consumed")
)
Given = tuple[OrderLine, int, int]
"""A line, the id of a location, and units that are promised from there."""


def reserve_order(books: Session, order: Order, *, by: Who) -> int:
    """Promise an order what stock there is, all its lines at once, and keep the reason.

    Asking twice promises once: only units not yet promised are looked for. What a hold forbids to
    promise is not. Kits get their components. Commit is the caller's, who has locked the order.

    Returns:
        The units that wait for stock.
    """
    lines = locked_lines(books, order)
    kinds = frozenset(holds.kinds(books, order))
    if order.state != "open" or kinds & holds.NOT_RESERVED:
        return _short(lines)
    given = give(books, order, lines, by=by)
    left = _short(lines)
    if given:
        after = {"reserved": sum(units for _, _, units in given), "backordered": left}
        history.record(books, by=by, what="reserved", about=About("order", order.id), after=after)
    if left or kinds or any(line.promised_on for line in lines):
        shortfall.settle(books, order, lines, kinds=kinds)
        incoming.promise(books, order, lines=lines)
        kit_lines.follow(lines)
        left = _short(lines)
    return left


def give(
    books: Session,
    order: Order,
    lines: list[OrderLine],
    *,
    by: Who,
    demand: dict[int, int] | None = None,
) -> list[Given]:
    """Promise the lines what their places can give, and keep the reason; they are locked.

    `demand` is SKU id -> units; None: all that they want.
    """
    demand = _demand(lines) if demand is None else demand
    if not demand:
        return []
    mine = active(books, [line.id for line in lines if line.reserved])
    sending = frozenset(one.location_id for one in mine)
    routed = routing.decide(books, order, demand, sending=sending)
    if not routed.choice.parts and mine:
        routed = _gathered(books, order, lines, mine) or routed
    given = list(handed_out(lines, routed.choice.parts))
    if given or not (mine or routing.has_plan(books, order)):
        told = [(line.id, location_id, units) for line, location_id, units in given]
        routing.keep_plan(books, order, routed, told, by=by)
    promise(books, given)
    kit_lines.follow(lines)
    return given


def locked_lines(books: Session, order: Order) -> list[OrderLine]:
    """The lines of an order with its SKUs locked, read afresh, kits with their components.

    The caller has locked the order.
    """
    # one lock order for everybody, or two orders with the same goods could wait for each other
    locks.goods(books, [order])
    lines = kits.lines_of(books, order.id)
    # nothing more, unless a kit was made of something else a moment ago
    locks.stock(books, {line.sku_id for line in lines if line.sku_id is not None})
    return lines


def handed_out(
    lines: Sequence[OrderLine], parts: Mapping[int, Mapping[int, int]]
) -> Iterator[Given]:
    """Who gets what the locations send: the earlier lines of an order first."""
    left = {place: dict(part) for place, part in parts.items()}
    for line in kit_lines.physical(lines):
        wanted = line.backordered
        for place, part in left.items():
            units = min(wanted, part.get(line.sku_id or 0, 0))
            if units > 0 and line.sku_id is not None:
                part[line.sku_id] -= units
                wanted -= units
                yield line, place, units


def promise(books: Session, given: Iterable[Given], *, shipment_id: int | None = None) -> None:
    """Promise units at locations to lines; the caller has locked and checked."""
    sums: dict[tuple[int, int], int] = defaultdict(int)
    rows, counted = [], []
    for line, location_id, units in given:
        if line.sku_id is None:
            raise NoLongerPossible("The product of that line is not known yet.")
        rows.append(
            {
                "order_line_id": line.id,
                "sku_id": line.sku_id,
                "location_id": location_id,
                "units": units,
                "state": ACTIVE,
                "made_at": clock.now(),
                "shipment_id": shipment_id,
            }
        )
        counted.append((line, units))
        sums[line.sku_id, location_id] += units
    if rows:
        books.connection().execute(RESERVATIONS, rows)
        line_counters.reserve(books, counted)
        promised.more(books, sums)


def add(books: Session, line: OrderLine, location_id: int, units: int) -> int:
    """Promise up to `units` at one location to a line, as far as its shelf goes; gives how many.

    For what goes back to a shelf: a fact may have left it short since. The rest waits, and is
    looked for by the next drain. The caller has locked the SKU.
    """
    if line.sku_id is None:
        raise NoLongerPossible("The product of that line is not known yet.")
    there = max(0, stock.sellable_free(books, line.sku_id, location_id))
    if there:
        promise(books, [(line, location_id, min(units, there))])
    if there < units:
        fills.ask(books, [line.sku_id])
    follow_kit(books, line)
    return min(units, there)


def release(
    books: Session,
    line: OrderLine,
    units: int,
    *,
    location_id: int | None = None,
    also_bound: bool = False,
) -> int:
    """Let go of up to `units` promised to a line, the newest promises first; gives how many.

    Units that a shipment is being picked from are let go only with `also_bound`, and last: a fact
    may need them, an intention never takes them out of a picker's hands. Whoever waits for the SKU
    is given it by the next drain. Whoever lets go of several SKUs locks all of them before.
    """
    found = _locked_promises(books, line, location_id)
    mine = [one for one in found if also_bound or one.shipment_id is None]
    gone = _take_back(books, line, units, "released", mine)
    if gone and line.sku_id is not None:
        fills.ask(books, [line.sku_id])
    return gone


def consume(
    books: Session,
    wanted: Mapping[OrderLine, int],
    location_id: int,
    *,
    shipment_id: int | None = None,
) -> bool:
    """Use units promised to lines at a location, as they are shipped.

    Only promises that are bound to this shipment, or to none. The caller has locked the order and
    the SKUs of its lines, and has read the lines after that.

    Returns:
        Whether every line had so many units promised there.
    """
    ids = [line.id for line in wanted]
    asked = {"ids": ids, "place": location_id, "shipment": shipment_id}
    mine: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for promise_id, line_id, units in questions.ask(books, THERE, asked):
        mine[line_id].append((promise_id, units))
    used: dict[tuple[int, int], int] = defaultdict(int)
    whole: list[int] = []
    for line, units in wanted.items():
        left = units
        for promise_id, most in mine[line.id]:
            if left >= most:
                whole.append(promise_id)
            elif left:
                one = books.get_one(Reservation, promise_id, populate_existing=True)
                _shrink(books, one, left, "consumed")
            left -= min(left, most)
        if left or line.sku_id is None:
            return False
        used[line.sku_id, location_id] += units
    if whole:
        books.connection().execute(CONSUMED, {"ids": whole})
    line_counters.ship(books, wanted)
    promised.less(books, used)
    return True


def active(books: Session, line_ids: Iterable[int]) -> list[Reservation]:
    """The promises in force for these lines, oldest first."""
    ids = sorted(line_ids)
    return list(books.scalars(IN_FORCE, {"ids": ids})) if ids else []


def fill(books: Session, sku_id: int, *, by: Who) -> None:  # noqa: ARG001  who freed it is in the history
    """Stock of a SKU was freed: ask that the orders which wait for it be given it.

    They are given it after the commit, in rank, each in a transaction of its own
    (`backorders.drain`): whoever frees stock holds no lock of an order.
    """
    fills.ask(books, [sku_id])


def repair(books: Session, sku_id: int, location_id: int, *, by: Who) -> list[str]:
    """After a fact: let go of promises that the shelf cannot keep, newest orders first.

    They are looked for elsewhere by the next drain.

    Returns:
        The numbers of the orders that lost a promise here; an exception case names them.
    """
    locks.stock(books, [sku_id])
    units = stock.units_in(books, sku_id, stock.Place(location_id))
    short = stock.reserved(books, sku_id, location_id) - units
    sku, place = books.get_one(Sku, sku_id), books.get_one(Location, location_id)
    subject = f"{sku.code} at {place.name}"
    hit: list[str] = []
    # what nobody is picking first; out of a picker's hands only what must be
    for also_bound in (False, True):
        for line, number in _newest_first(books, sku_id, location_id) if short > 0 else ():
            gone = release(
                books, line, max(0, short), location_id=location_id, also_bound=also_bound
            )
            short -= gone
            _tell_lost(books, line, gone, subject, by=by)
            if gone and number not in hit:
                hit.append(number)
    if hit:
        again = f"order {hit[0]} waits" if len(hit) == 1 else f"orders {', '.join(hit)} wait"
        detail = f"{subject}: fewer on the shelf than promised; {again} again."
        exceptions.open_case(books, "oversold", subject, detail)
        fills.ask(books, [sku_id])
    _watch_negative(books, units, subject)
    return hit


def follow_kit(books: Session, line: OrderLine) -> None:
    """Let the line of a kit follow its component, after the component's counters changed."""
    if line.parent_line_id is None:
        return
    family = (OrderLine.id == line.parent_line_id) | (
        OrderLine.parent_line_id == line.parent_line_id
    )
    kit_lines.follow(
        books.scalars(select(OrderLine).where(family).order_by(OrderLine.line_no)).all()
    )
    books.flush()


def _gathered(
    books: Session, order: Order, lines: Sequence[OrderLine], mine: Sequence[Reservation]
) -> routing.Routed | None:
    """An order that ships complete and holds a part: all of it from one place, if there is one.

    Then what it holds is let go, so that it can be promised from there.
    """
    if any(one.shipment_id is not None for one in mine):
        return None
    own: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    demand = defaultdict(int, _demand(lines))
    for one in mine:
        own[one.location_id][one.sku_id] += one.units
        demand[one.sku_id] += one.units
    routed = routing.decide(books, order, demand, own=own)
    if not routed.choice.parts or not routing.policy_of(routed.terms).complete:
        return None
    for line in kit_lines.physical(lines):
        release(books, line, line.reserved)
    return routed


def _tell_lost(books: Session, line: OrderLine, units: int, subject: str, *, by: Who) -> None:
    if units:
        history.record(
            books,
            by=by,
            what="promise lost",
            about=About("order", line.order_id),
            after={"sku_at": subject, "units": units, "backordered": line.backordered},
        )


def _watch_negative(books: Session, units: int, subject: str) -> None:
    if units < 0:
        detail = f"{subject}: {units} on the shelf by the books. Count it."
        exceptions.open_case(books, "negative", subject, detail)
    else:
        exceptions.resolve(books, "negative", subject)


def _newest_first(books: Session, sku_id: int, location_id: int) -> list[tuple[OrderLine, str]]:
    """The lines with a promise there and the numbers of their orders, the newest orders first."""
    promised = select(Reservation.order_line_id).where(
        Reservation.sku_id == sku_id,
        Reservation.location_id == location_id,
        Reservation.state == ACTIVE,
    )
    rows = books.execute(
        select(OrderLine, Order.number)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.id.in_(promised))
        .order_by(Order.id.desc(), OrderLine.line_no.desc())
    )
    return [(row[0], row[1]) for row in rows]


def _locked_promises(books: Session, line: OrderLine, location_id: int | None) -> list[Reservation]:
    """The promises of a line, read afresh with it; those bound to a shipment last, else newest."""
    if line.sku_id is None:
        return []
    locks.stock(books, [line.sku_id])
    books.flush()
    books.refresh(line)
    found = [one for one in active(books, [line.id]) if location_id in (None, one.location_id)]
    return sorted(found, key=lambda one: (one.shipment_id is not None, -one.id))


def _take_back(
    books: Session, line: OrderLine, units: int, state: str, promises: Iterable[Reservation]
) -> int:
    taken = 0
    for one in promises:
        if taken == units:
            break
        part = min(one.units, units - taken)
        _shrink(books, one, part, state)
        promised.less(books, {(one.sku_id, one.location_id): part})
        taken += part
    line.reserved -= taken
    books.flush()
    follow_kit(books, line)
    return taken


def _shrink(books: Session, one: Reservation, units: int, state: str) -> None:
    if units == one.units:
        one.state = state
        return
    one.units -= units
    books.add(
        Reservation(
            order_line_id=one.order_line_id,
            sku_id=one.sku_id,
            location_id=one.location_id,
            units=units,
            state=state,
            made_at=one.made_at,
            shipment_id=one.shipment_id,
        )
    )


def _demand(lines: Sequence[OrderLine]) -> dict[int, int]:
    demand: dict[int, int] = defaultdict(int)
    for line in kit_lines.physical(lines):
        if line.sku_id is not None and line.backordered > 0:
            demand[line.sku_id] += line.backordered
    return dict(demand)


def _short(lines: Sequence[OrderLine]) -> int:
    return sum(max(0, line.backordered) for line in kit_lines.physical(lines))
