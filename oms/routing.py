"""Where an order is sent from: the candidates, the channel's policy, the choice and its reason."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from oms import clock, questions, routing_reason, settings, waiting
from oms.actors import Who
from oms.allocation import SOLD_DAYS, Candidate, Choice, Policy, Sold, Units, Weighed, choose
from oms.tables.catalogue import Channel, ChannelLocation, Location
from oms.tables.orders import AllocationPlan, Order
from oms.tables.stock import Level, Movement, Promise
from oms.waiting import WaitingLine

SELLABLE = "sellable"
NEVER, MAX_PARCELS = "never", "max_parcels"
SALES = ("sale", "pos_sale")
Free = dict[int, dict[int, int]]
"""Location id -> SKU id -> units."""
CHANNELS = select(Channel.id, Channel.split_policy, Channel.max_parcels, Channel.on_short)
PLACES = (
    select(
        Location.id, Location.name, Location.rank, Location.country, Location.ships_to,
        ChannelLocation.rank,
    )
    .outerjoin(
        ChannelLocation,
        (ChannelLocation.location_id == Location.id)
        & (ChannelLocation.channel_id == bindparam("channel_id")),
    )
    .where(Location.active, Location.fulfils, Location.is_physical)
)  # fmt: skip
FREE = (
    select(Level.location_id, Level.sku_id, Level.units - func.coalesce(Promise.reserved, 0))
    .outerjoin(
        Promise, (Promise.sku_id == Level.sku_id) & (Promise.location_id == Level.location_id)
    )
    .where(
        Level.sku_id.in_(bindparam("skus", expanding=True)),
        Level.location_id.in_(bindparam("places", expanding=True)),
        Level.bucket == SELLABLE,
    )
)
PLANS = insert(AllocationPlan.__table__)  # type: ignore[arg-type]


class Terms(NamedTuple):
    """What a channel says of where its orders are sent from."""

    channel_id: int
    split_policy: str
    max_parcels: int | None
    on_short: str


@dataclass(frozen=True)
class Place:
    """A location that may supply an order."""

    id: int
    name: str
    rank: int
    abroad: bool


@dataclass(frozen=True)
class Routed:
    """Where an order was decided to come from, among which places, on which channel's terms."""

    choice: Choice
    names: Mapping[int, str]
    """Location id -> its name."""
    terms: Terms


@dataclass(frozen=True)
class Kept:
    """Units set aside for an order that ships complete and stands higher in the queue."""

    order_id: int
    location_id: int
    sku_id: int
    units: int
    until: dt.datetime


def policy_of(terms: Terms) -> Policy:
    """How the terms of a channel let an order be split."""
    if terms.split_policy == NEVER:
        return Policy(1, complete=True)
    return Policy(terms.max_parcels if terms.split_policy == MAX_PARCELS else None)


def policy(books: Session, order: Order) -> Policy:
    """How the channel of an order lets it be split."""
    return policy_of(_terms(books)[order.channel_id])


def places(books: Session, order: Order) -> list[Place]:
    """The locations that may supply an order: active, fulfilling, of its channel, sending there."""
    rows = questions.ask(books, PLACES, {"channel_id": order.channel_id}).all()
    chosen = any(rank is not None for *_, rank in rows)
    to = country_of(order)
    return [
        Place(
            place_id,
            name,
            max(0, its_rank if rank is None else rank),
            abroad=bool(to) and country != to,
        )
        for place_id, name, its_rank, country, ships_to, rank in rows
        if (rank is not None or not chosen) and sends_to(ships_to, to)
    ]


def country_of(order: Order) -> str:
    """The code of the country an order goes to; empty where it is not known."""
    return str((order.ship_to or {}).get("country") or order.country or "").upper()


def sends_to(ships_to: str | None, country: str) -> bool:
    """Whether a location that `ships_to` some countries sends to this one; not known: it does."""
    return not (ships_to and country) or country in ships_to.upper().split()


def free(books: Session, sku_ids: Iterable[int], location_ids: Iterable[int]) -> Free:
    """Units free to promise; a location that never had a SKU is left out."""
    found: Free = defaultdict(dict)
    ids = {"skus": sorted(sku_ids), "places": sorted(location_ids)}
    for location_id, sku_id, units in questions.ask(books, FREE, ids):
        found[location_id][sku_id] = units
    return found


def any_free(books: Session, sku_id: int) -> bool:
    """Whether any location that fulfils has units of a SKU free to promise."""
    return any(part[sku_id] > 0 for part in free(books, [sku_id], fulfilling(books)).values())


def fulfilling(books: Session) -> list[int]:
    """The ids of the locations that send orders."""
    return list(books.scalars(select(Location.id).where(Location.active, Location.fulfils)))


def decide(
    books: Session,
    order: Order,
    demand: Units,
    *,
    sending: frozenset[int] = frozenset(),
    own: Free | None = None,
) -> Routed:
    """Choose where the demand of an order comes from; the caller has locked its SKUs.

    Args:
        books: an open transaction.
        order: whose channel says how it may be split.
        demand: SKU id -> units.
        sending: locations that send something of it anyway.
        own: units promised to the order itself that count as free, since it would let them go.
    """
    channels = _terms(books)
    able = places(books, order)
    stock = free(books, demand, [place.id for place in able])
    whole = {one.channel_id for one in channels.values() if one.split_policy == NEVER}
    for one in kept(books, demand, whole, before=order):
        stock[one.location_id][one.sku_id] = stock[one.location_id].get(one.sku_id, 0) - one.units
    for location_id, part in (own or {}).items():
        for sku_id, units in part.items():
            stock[location_id][sku_id] = stock[location_id].get(sku_id, 0) + units
    terms = channels[order.channel_id]
    choice = choose(
        demand,
        [Candidate(place.id, stock[place.id], place.rank, place.abroad) for place in able],
        policy_of(terms),
        sending=sending,
        sold=lambda: sold(books, demand),
    )
    return Routed(choice, {place.id: place.name for place in able}, terms)


def sold(books: Session, sku_ids: Iterable[int]) -> Sold:
    """Units sold from each location in the last 28 days."""
    rows = books.execute(
        select(Movement.from_location_id, Movement.sku_id, func.sum(Movement.units))
        .where(
            Movement.sku_id.in_(sorted(sku_ids)),
            Movement.reason.in_(SALES),
            Movement.occurred_at >= clock.now() - dt.timedelta(days=SOLD_DAYS),
        )
        .group_by(Movement.from_location_id, Movement.sku_id)
    )
    return {(location_id, sku_id): int(units) for location_id, sku_id, units in rows}


def kept(
    books: Session, sku_ids: Iterable[int], whole: set[int], *, before: Order | None = None
) -> list[Kept]:
    """Units set aside for orders that ship complete, in rank, each for `starve_days` at most.

    What such an order would take if it were not incomplete is not given to one further down.

    Args:
        books: an open transaction.
        sku_ids: of which SKUs.
        whole: ids of the channels whose orders ship complete.
        before: only for orders that stand before this one in the queue.
    """
    wanted = set(sku_ids)
    if not whole:
        return []
    queue = [
        one
        for one in waiting.of(books, wanted)
        if one.channel_id in whole and (before is None or one.rank < waiting.rank(before))
    ]
    found: list[Kept] = []
    for order_id in dict.fromkeys(one.order_id for one in queue):
        found += _kept_for(books, books.get_one(Order, order_id), found)
    return [one for one in found if one.sku_id in wanted]


def kept_from(books: Session, order: Order, sku_ids: Iterable[int]) -> list[Kept]:
    """Units of these SKUs that are set aside for orders before this one in the queue."""
    return kept(books, sku_ids, _whole(books), before=order)


def all_kept(books: Session, sku_ids: Iterable[int]) -> list[Kept]:
    """Units of these SKUs that are set aside for any order."""
    return kept(books, sku_ids, _whole(books))


def since(books: Session, order: Order) -> dt.datetime:
    """When an order was first routed; that it ships complete holds others up from then on."""
    first = select(func.min(AllocationPlan.at)).where(AllocationPlan.order_id == order.id)
    return books.scalars(first).one() or order.recorded_at


def kept_until(books: Session, order: Order) -> dt.datetime:
    """Until when stock is kept for an order, should it ship complete."""
    days = int(settings.value(books, "starve_days"))
    return since(books, order) + dt.timedelta(days=days)


def _terms(books: Session) -> dict[int, Terms]:
    """The terms of every channel, by its id."""
    return {terms.channel_id: terms for terms in map(Terms._make, questions.ask(books, CHANNELS))}


def _whole(books: Session) -> set[int]:
    """The ids of the channels whose orders ship complete."""
    return {one.channel_id for one in _terms(books).values() if one.split_policy == NEVER}


def _kept_for(books: Session, order: Order, already: Sequence[Kept]) -> list[Kept]:
    until = kept_until(books, order)
    if until <= clock.now():
        return []
    demand = short_of(waiting.of_order(books, order))
    able = places(books, order)
    stock = free(books, demand, [place.id for place in able])
    for one in already:
        if one.sku_id in demand:
            has = stock[one.location_id].get(one.sku_id, 0)
            stock[one.location_id][one.sku_id] = has - one.units
    candidates = [Candidate(place.id, stock[place.id], place.rank, place.abroad) for place in able]
    choice = choose(demand, candidates, Policy(1), sold=lambda: sold(books, demand))
    return [
        Kept(order.id, location_id, sku_id, units, until)
        for location_id, part in choice.parts.items()
        for sku_id, units in part.items()
    ]


def short_of(lines: Iterable[WaitingLine]) -> dict[int, int]:
    """SKU id -> units that lines wait for."""
    short: dict[int, int] = defaultdict(int)
    for line in lines:
        short[line.sku_id] += line.units
    return dict(short)


def keep_plan(
    books: Session,
    order: Order,
    routed: Routed,
    given: Sequence[tuple[int, int, int]],
    *,
    by: Who,
    why: str | None = None,
) -> None:
    """Store what was chosen, what else was possible, and why, as it was known now.

    Args:
        books: an open transaction.
        order: which order.
        routed: as `decide` gave it.
        given: (order line id, location id, units) that were promised.
        by: who asked.
        why: a person's own reason, where one chose.
    """
    terms, best = routed.terms, routed.choice.best
    row = {
        "order_id": order.id,
        "policy": {
            "split": terms.split_policy,
            "most_parcels": policy_of(terms).most_parcels,
            "on_short": terms.on_short,
        },
        "candidates": [_plain(one, routed.names) for one in best],
        "chosen": [list(one) for one in given],
        "why": why or routing_reason.sentence(routed.choice, routed.names),
        "at": clock.now(),
        "by_id": by.id,
    }
    books.connection().execute(PLANS, row)


def keep_choice(
    books: Session, order: Order, given: Sequence[tuple[int, int, int]], *, by: Who, why: str
) -> None:
    """Store where a person had an order sent from, and why.

    Args:
        books: an open transaction.
        order: which order.
        given: (order line id, location id, units) that were promised.
        by: who chose.
        why: in a sentence.
    """
    routed = Routed(Choice({}, {}, (), "person"), {}, _terms(books)[order.channel_id])
    keep_plan(books, order, routed, given, by=by, why=why)


def last_plan(books: Session, order: Order) -> AllocationPlan | None:
    """The plan by which the order was last given something, or else its last one."""
    wanted = (
        select(AllocationPlan)
        .where(AllocationPlan.order_id == order.id)
        .order_by(AllocationPlan.id.desc())
    )
    plans = list(books.scalars(wanted))
    return next((plan for plan in plans if plan.chosen), plans[0] if plans else None)


def has_plan(books: Session, order: Order) -> bool:
    """Whether the order was ever routed."""
    wanted = select(AllocationPlan.id).where(AllocationPlan.order_id == order.id).limit(1)
    return books.scalars(wanted).first() is not None


def _plain(one: Weighed, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "locations": [names[location_id] for location_id in one.location_ids],
        "units": one.units,
        "parcels": one.parcels,
        "rank": one.rank,
        "abroad": one.abroad,
        "cover_days": one.cover_days,
    }
