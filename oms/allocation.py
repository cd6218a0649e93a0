"""Choosing which locations supply an order: exactly, and with the runners-up.

Pure arithmetic: units in, units out, no database. `routing` finds the candidates, asks this module,
and keeps what it answers; `reservations` writes the promises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

MOST_PLACES = 10
"""Beyond that many candidates only the first by rank are looked at: 1,023 sets take 4 ms."""
SHOWN = 3
MOST_COVER = 365
SOLD_DAYS = 28

Units = Mapping[int, int]
"""SKU id -> units."""
Sold = Mapping[tuple[int, int], int]
"""(location id, SKU id) -> units sold from there in the last 28 days."""


@dataclass(frozen=True)
class Candidate:
    """A place that may supply an order."""

    location_id: int
    free: Units
    """Units free to promise. Below zero means oversold, and counts as none."""
    rank: int = 0
    """The channel's order of preference, lower first; not below zero."""
    abroad: bool = False
    """Stands in another country than the one the order goes to."""


@dataclass(frozen=True)
class Policy:
    """How an order may be split."""

    most_parcels: int | None = None
    """None: as many as it takes."""
    complete: bool = False
    """All its units or none."""


ANY = Policy()


@dataclass(frozen=True)
class Weighed:
    """A set of locations, what each would send, and what speaks for and against it."""

    location_ids: tuple[int, ...]
    parts: Mapping[int, Units] = field(hash=False)
    """Location id -> SKU id -> units, each at least 1."""
    units: int
    parcels: int
    """Together with the locations that send something anyway."""
    rank: int
    """Sum of the ranks."""
    abroad: int
    """How many stand in another country."""
    cover_days: int | None = None
    """Days that what stays would last there, summed. Only known where all else was equal."""


@dataclass(frozen=True)
class Choice:
    """Which locations supply how much, what nobody can supply, and what else was possible."""

    parts: Mapping[int, Units]
    """Location id -> SKU id -> units, each at least 1."""
    backordered: Units
    """SKU id -> units, each at least 1. With `parts` exactly the demand."""
    best: tuple[Weighed, ...]
    """The three best sets, the best first; where nothing was taken, what would have been."""
    decided_by: str
    """Why the first came before the second: units, parcels, rank, country, cover or id. Or: only
    (there was no second), none (there was nothing free), complete (all or nothing, so nothing)."""


def choose(
    demand: Units,
    candidates: Sequence[Candidate],
    policy: Policy = ANY,
    *,
    sending: frozenset[int] = frozenset(),
    sold: Callable[[], Sold] = dict,
) -> Choice:
    """Choose the locations that supply `demand` best, by looking at every set of them.

    Best is the least of (−units filled, parcels, sum of ranks, places abroad, −days of cover left,
    location ids). Within the set the place that fills most goes first, then rank, then id.

    Args:
        demand: SKU id -> units still to find.
        candidates: places, each once. Beyond ten, the first ten by rank count.
        policy: how many parcels, and whether all or nothing.
        sending: location ids that send something of this order anyway: no further parcel.
        sold: asked only where sets are equal but for their cover, since it costs a query.

    Source: the tuple is that of the design of routing, docs/decisions/0010-routing.md.
    """
    wanted = {sku_id: units for sku_id, units in demand.items() if units > 0}
    places = _worth_asking(wanted, candidates)
    ranked = sorted(_sets(wanted, places, policy, sending), key=_order)
    best = _settled(_foremost(wanted, places, ranked), wanted, places, sold)
    if not best:
        return Choice({}, wanted, (), "none")
    if policy.complete and best[0].units < sum(wanted.values()):
        return Choice({}, wanted, best, "complete")
    taken = _by_sku(best[0].parts)
    short = {sku: left for sku in wanted if (left := wanted[sku] - taken.get(sku, 0))}
    return Choice(best[0].parts, short, best, _decided_by(best))


def _worth_asking(wanted: Units, candidates: Sequence[Candidate]) -> dict[int, Candidate]:
    useful = [
        place for place in candidates if any(place.free.get(sku_id, 0) > 0 for sku_id in wanted)
    ]
    useful.sort(key=lambda place: (place.rank, place.location_id))
    return {place.location_id: place for place in useful[:MOST_PLACES]}


def _sets(
    wanted: Units, places: Mapping[int, Candidate], policy: Policy, sending: frozenset[int]
) -> Iterator[Weighed]:
    most = policy.most_parcels or len(places) + len(sending)
    ids = sorted(places)
    free = {
        place: [max(0, places[place].free.get(sku_id, 0)) for sku_id in wanted] for place in ids
    }
    needed = list(wanted.values())
    for size in range(1, len(ids) + 1):
        for chosen in combinations(ids, size):
            parcels = len(sending.union(chosen))
            if parcels > max(most, len(sending)):
                continue
            held = zip(*(free[place] for place in chosen), strict=True)
            yield Weighed(
                location_ids=chosen,
                parts={},
                units=sum(min(need, sum(has)) for need, has in zip(needed, held, strict=True)),
                parcels=parcels,
                rank=sum(places[place].rank for place in chosen),
                abroad=sum(places[place].abroad for place in chosen),
            )


def _order(one: Weighed) -> tuple[int, int, int, int, int, tuple[int, ...]]:
    return (*_measure(one), -(one.cover_days or 0), one.location_ids)


def _measure(one: Weighed) -> tuple[int, int, int, int]:
    return -one.units, one.parcels, one.rank, one.abroad


def _foremost(
    wanted: Units, places: Mapping[int, Candidate], ranked: list[Weighed]
) -> list[Weighed]:
    """The first three sets, and those equal to the third, each with what it sends.

    A set in which a place has nothing left to send is another set with idlers, and passed over.
    """
    found: list[Weighed] = []
    for one in ranked:
        if len(found) >= SHOWN and _measure(one) != _measure(found[SHOWN - 1]):
            break
        parts = _assign(wanted, [places[place] for place in one.location_ids])
        if len(parts) == len(one.location_ids):
            found.append(_with(one, parts=parts))
    return found


def _assign(wanted: Units, places: list[Candidate]) -> dict[int, dict[int, int]]:
    """What each place sends: the one that fills most first, then by rank, then by id."""
    left = dict(wanted)
    waiting = list(places)
    parts: dict[int, dict[int, int]] = {}
    while waiting:
        offers = [
            {sku: min(need, max(0, place.free.get(sku, 0))) for sku, need in left.items()}
            for place in waiting
        ]
        at = min(
            range(len(waiting)),
            key=lambda i: (-sum(offers[i].values()), waiting[i].rank, waiting[i].location_id),
        )
        place, offer = waiting.pop(at), {sku: n for sku, n in offers[at].items() if n}
        if not offer:
            break
        parts[place.location_id] = offer
        left = {sku: need - offer.get(sku, 0) for sku, need in left.items()}
    return parts


def _settled(
    found: list[Weighed],
    wanted: Units,
    places: Mapping[int, Candidate],
    sold: Callable[[], Sold],
) -> tuple[Weighed, ...]:
    """The three best, told apart by the cover they leave where all else is equal."""
    measures = [_measure(one) for one in found]
    if len(set(measures)) < len(measures):
        pace = sold()
        found = [
            _with(one, cover_days=_cover(one, wanted, places, pace))
            if measures.count(measure) > 1
            else one
            for one, measure in zip(found, measures, strict=True)
        ]
    return tuple(sorted(found, key=_order)[:SHOWN])


def _cover(one: Weighed, wanted: Units, places: Mapping[int, Candidate], pace: Sold) -> int:
    days = 0
    for place, part in one.parts.items():
        for sku in wanted:
            stays = max(0, places[place].free.get(sku, 0)) - part.get(sku, 0)
            gone = pace.get((place, sku), 0)
            lasts = stays * SOLD_DAYS // gone if gone > 0 else MOST_COVER * min(1, stays)
            days += min(MOST_COVER, lasts)
    return days


def _with(
    one: Weighed, *, parts: Mapping[int, Units] | None = None, cover_days: int | None = None
) -> Weighed:
    return Weighed(
        one.location_ids,
        one.parts if parts is None else parts,
        one.units,
        one.parcels,
        one.rank,
        one.abroad,
        cover_days,
    )


def _by_sku(parts: Mapping[int, Units]) -> dict[int, int]:
    taken: dict[int, int] = {}
    for part in parts.values():
        for sku_id, units in part.items():
            taken[sku_id] = taken.get(sku_id, 0) + units
    return taken


def _decided_by(best: tuple[Weighed, ...]) -> str:
    if len(best) == 1:
        return "only"
    first, second = best[:2]
    for name, one, other in zip(
        ("units", "parcels", "rank", "country"), _measure(first), _measure(second), strict=True
    ):
        if one != other:
            return name
    return "id" if first.cover_days == second.cover_days else "cover"
