"""Kits: sold as one thing, kept as their components.

A kit has no stock of its own. A line of a kit gets a child line for each component, at price 0 and
with its share of what the kit is worth; children are reserved, shipped, returned and refunded, and
the counters of the kit's line follow them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, exists, select
from sqlalchemy.orm import Session

from oms import actors, history, kit_lines, locks, questions, stock, touched
from oms.actors import Who
from oms.errors import BadQuantity, NoLongerPossible, ShopError
from oms.history import About
from oms.once import once
from oms.shares import largest_remainder
from oms.tables.catalogue import KitComponent, ReorderRule, Sku
from oms.tables.orders import OrderLine

KIT = "kit"
STOCKED = "stocked"
NAMED = 5
"""How many parts of a kit are named where one is refused."""


CONTENTS = (
    select(Sku.id, Sku.code, Sku.title, KitComponent.units)
    .join(KitComponent, KitComponent.component_sku_id == Sku.id)
    .where(KitComponent.kit_sku_id == bindparam("kit"))
    .order_by(Sku.title, Sku.id)
)
COMPONENTS = (
    select(KitComponent.kit_sku_id, Sku, KitComponent.units)
    .join(Sku, Sku.id == KitComponent.component_sku_id)
    .where(KitComponent.kit_sku_id.in_(bindparam("kits", expanding=True)))
    .order_by(KitComponent.kit_sku_id, Sku.title, Sku.id)
)
ANY_KIT = (
    select(KitComponent.kit_sku_id)
    .where(KitComponent.kit_sku_id.in_(bindparam("kits", expanding=True)))
    .limit(1)
)

WATCHED = select(ReorderRule.location_id).where(ReorderRule.sku_id == bindparam("kit"))
"""Where somebody wanted to be told of what is a kit now, or is none any more."""
LINES = (
    select(OrderLine, exists().where(KitComponent.kit_sku_id == OrderLine.sku_id))
    .where(OrderLine.order_id == bindparam("order_id"))
    .order_by(OrderLine.line_no)
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class Component:
    """Units of a SKU in one kit."""

    sku_id: int
    sku: str
    title: str
    units: int


@dataclass(frozen=True)
class KitAt:
    """How many whole kits the components at one location make."""

    location_id: int
    location: str
    available: int
    short_of: str
    """The title of the component that there is least of."""


@dataclass(frozen=True)
class PartAt:
    """A component at a location: units that are free to promise, and the kits that they make."""

    part: Component
    available: int
    kits: int


class NotAKit(ShopError):
    """What was named as a kit, or as a part of one, cannot be."""

    code = "not_a_kit"

    def __init__(
        self,
        title: str,
        why: str,
        *,
        remedy: str = "A kit is made of goods that are kept in stock.",
    ) -> None:
        self.title = title
        super().__init__(f"{title} {why}.", remedy=remedy)


def contents(books: Session, kit_sku_id: int) -> list[Component]:
    """What one kit is made of, by title; empty for what is no kit."""
    return [Component(*row) for row in questions.ask(books, CONTENTS, {"kit": kit_sku_id})]


def holding(books: Session, sku_id: int) -> list[Sku]:
    """The kits that a SKU is part of."""
    kits = select(KitComponent.kit_sku_id).where(KitComponent.component_sku_id == sku_id)
    return list(books.scalars(select(Sku).where(Sku.id.in_(kits)).order_by(Sku.code)))


def define(
    books: Session,
    kit: Sku,
    components: Mapping[int, int],
    *,
    was: Mapping[int, int] | None = None,
    by: Who,
    key: str,
) -> dict[int, int]:
    """Say what one kit is made of: SKU id -> units; nothing makes it an ordinary product again.

    Orders taken before keep what they were promised.

    Args:
        books: an open transaction.
        kit: what is, or becomes, a kit.
        components: SKU id -> units in one kit.
        was: the same, as `by` was shown it; None: whatever it is.
        by: whoever says so.
        key: the same key does it once.

    Returns:
        What it was made of before.

    Raises:
        NotAllowed: the role does not change products.
        NotAKit: stock of it is kept, or a component is a kit itself or has no stock.
        BadQuantity: a component of less than one unit.
        NoLongerPossible: it is not made of what it `was` any more.
    """
    actors.allow(by, actors.CATALOGUE)
    arguments = {"kit": kit.id, "components": sorted(components.items())}

    def do() -> dict[str, Any]:
        locks.stock(books, [kit.id])
        before = {one.sku_id: one.units for one in contents(books, kit.id)}
        if was is not None and dict(was) != before:
            raise NoLongerPossible(f"What {kit.title} is made of was changed since.")
        check(books, kit, components)
        books.execute(delete(KitComponent).where(KitComponent.kit_sku_id == kit.id))
        books.add_all(
            KitComponent(kit_sku_id=kit.id, component_sku_id=sku_id, units=units)
            for sku_id, units in components.items()
        )
        kit.kind = KIT if components else STOCKED
        for location_id in books.scalars(WATCHED, {"kit": kit.id}):
            touched.mark(books, kit.id, location_id)
        books.flush()
        history.record(
            books,
            by=by,
            what="kit defined",
            about=About("sku", kit.id),
            before=_plain(before),
            after=_plain(components),
        )
        return {"before": sorted(before.items())}

    return dict(once(books, key, "kit", arguments, by=by, do=do)["before"])


def available(books: Session, kit_sku_id: int) -> tuple[int, list[KitAt]]:
    """Whole kits that could be promised: in all, from wherever, and at each location alone.

    A component that a location never had counts as none there.
    """
    parts = contents(books, kit_sku_id)
    if not parts:
        return 0, []
    levels = {part.sku_id: stock.levels(books, part.sku_id) for part in parts}
    everywhere = min(stock.promisable(levels[part.sku_id]) // part.units for part in parts)
    places = []
    for at, place in enumerate(levels[parts[0].sku_id]):
        whole = {part: max(0, levels[part.sku_id][at].available) // part.units for part in parts}
        least = min(whole, key=lambda part: whole[part])
        places.append(KitAt(place.location_id, place.location, whole[least], least.title))
    return everywhere, places


def parts_at(books: Session, kit_sku_id: int, location_id: int) -> list[PartAt]:
    """What there is of each component at a location, and for how many kits that is enough."""
    return [
        PartAt(part, free, max(0, free) // part.units)
        for part in contents(books, kit_sku_id)
        for free in [stock.at(books, part.sku_id, location_id).available]
    ]


def lines_of(books: Session, order_id: int) -> list[OrderLine]:
    """The lines of an order, read afresh, kits with their components; the caller has locked it."""
    rows = books.execute(LINES, {"order_id": order_id}).all()
    lines = [line for line, _ in rows]
    return expand(books, lines) if any(is_kit for _, is_kit in rows) else lines


def expand(books: Session, lines: list[OrderLine]) -> list[OrderLine]:
    """Give the kits among the lines of an order their children; harmless twice.

    The caller has locked the order.

    Returns:
        All lines, with those that are new.
    """
    parents = {line.parent_line_id for line in lines}
    bare = [line for line in lines if line.id not in parents and not line.shipped]
    parts = _components_of(books, {line.sku_id for line in bare if line.sku_id is not None})
    if not parts:
        return lines
    new: list[OrderLine] = []
    for line in bare:
        if line.sku_id in parts:
            first_no = max(one.line_no for one in (*lines, *new)) + 1
            new += _children(line, parts[line.sku_id], first_no)
    books.add_all(new)
    books.flush()
    every = [*lines, *new]
    kit_lines.follow(every)
    return every


def _components_of(books: Session, sku_ids: set[int]) -> dict[int, list[tuple[Sku, int]]]:
    parts: dict[int, list[tuple[Sku, int]]] = defaultdict(list)
    found = {"kits": sorted(sku_ids)}
    if questions.ask(books, ANY_KIT, found).first() is None:
        return parts
    for kit_sku_id, sku, units in books.execute(COMPONENTS, found):
        parts[kit_sku_id].append((sku, units))
    return parts


def _children(kit: OrderLine, parts: list[tuple[Sku, int]], first_no: int) -> list[OrderLine]:
    weights = [(sku.price_minor or 0) * units for sku, units in parts]
    net, tax = largest_remainder(kit.net_minor, weights), largest_remainder(kit.tax_minor, weights)
    return [
        OrderLine(
            order_id=kit.order_id,
            line_no=first_no + at,
            parent_line_id=kit.id,
            kit_units=units,
            sku_id=sku.id,
            sku_text=sku.code,
            title=sku.title,
            ordered=kit.ordered * units,
            cancelled=kit.cancelled * units,
            unit_price="0",
            amount_minor=0,
            net_minor=net[at],
            tax_minor=tax[at],
            reserved=0,
            shipped=0,
            delivered=0,
            dropship_open=0,
            returned=0,
            return_open=0,
            returnless=0,
            lost=0,
        )
        for at, (sku, units) in enumerate(parts)
    ]


def refuse(books: Session, sku_id: int) -> None:
    """Refuse to keep stock of a kit, or to tell what it has none of.

    Raises:
        NotAKit: it is one.
    """
    if parts := contents(books, sku_id):
        title = books.get_one(Sku, sku_id).title
        told = ", ".join(f"{one.units} × {one.title} ({one.sku})" for one in parts[:NAMED])
        more = f" and {len(parts) - NAMED} more" if len(parts) > NAMED else ""
        remedy = f"Say it of its parts: {told}{more}."
        raise NotAKit(title, "is a kit and has no stock of its own", remedy=remedy)


def check(books: Session, kit: Sku, components: Mapping[int, int]) -> None:
    """Refuse what cannot be a kit of these components.

    Raises:
        NotAKit: stock of it is kept, or a component is a kit itself or has no stock.
        BadQuantity: a component of less than one unit.
    """
    if components and any(level.on_hand for level in stock.levels(books, kit.id)):
        raise NotAKit(kit.title, "is on the shelf as it is, so it cannot be a kit")
    if components and holding(books, kit.id):
        raise NotAKit(kit.title, "is part of another kit, so it cannot be a kit")
    if any(units < 1 for units in components.values()):
        raise BadQuantity(min(components.values()))
    for sku in books.scalars(select(Sku).where(Sku.id.in_(components))):
        if sku.kind != STOCKED or sku.id == kit.id:
            raise NotAKit(sku.title, "cannot be part of a kit")


def _plain(components: Mapping[int, int]) -> dict[str, int]:
    return {str(sku_id): units for sku_id, units in components.items()}
