"""Telling the shop once when a SKU runs low at a place, and again only after it had recovered.

What changed in a transaction is looked at before it commits (`Database.writing`), so an alert comes
with the change that caused it. The open alert of a SKU and place is an exception case: at most one
is open, and it is closed as soon as stock is above the point again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from oms import (
    actors,
    exceptions,
    kits,
    outbox,
    questions,
    settings,
    staff,
    stock,
    touched,
    transfer_cards,
)
from oms.stock import StockAt
from oms.tables.catalogue import Location, ReorderRule, Sku, Supplier
from oms.touched import Pair

KIND = exceptions.LOW_STOCK
LISTED = 5
AT_ONCE = 500
FIRST_ASKED = ("buyer", "manager", "owner")
"""Whose turn it is to reorder: the first of these roles that somebody has."""
RULES = (
    select(ReorderRule.sku_id, ReorderRule.location_id, ReorderRule.point)
    .join(Sku, Sku.id == ReorderRule.sku_id)
    .join(Location, Location.id == ReorderRule.location_id)
    .where(Sku.id.in_(bindparam("skus", expanding=True)), Sku.active)
    .where(Location.active, Location.is_physical)
    .order_by(ReorderRule.sku_id, ReorderRule.location_id)
)


@dataclass(frozen=True)
class Alert:
    """A SKU that ran low at a place, and what can be done about it."""

    sku_id: int
    location_id: int
    sku: str
    title: str
    location: str
    available: int
    point: int
    on_the_way: int
    """Units that another place has sent there."""
    other: str
    """The place that has most to spare, or nothing."""
    spare: int
    supplier: str
    lead_days: int
    who: str
    """Who acts next."""


def check(books: Session, *, quiet: bool = False) -> list[Alert]:
    """Look at what changed in this transaction; open, tell and close alerts.

    Args:
        books: open for writing, about to commit.
        quiet: open and close without telling anybody: for what was low before it was watched.

    Returns:
        The alerts that are new.
    """
    pairs = touched.take(books)
    return _settle(books, _rules(books, pairs), quiet=quiet) if pairs else []


def sweep(books: Session) -> None:
    """Bring the alerts up to date with every reorder point, telling nobody.

    For what came in past the books' own ways, such as an import; the digest lists it anyway.
    """
    low = {_subject(one.sku, one.location): one for one in stock.low(books)}
    for subject in exceptions.subjects(books, KIND):
        if subject not in low:
            exceptions.resolve(books, KIND, subject)
    for subject, one in low.items():
        exceptions.open_case(books, KIND, subject, _detail(subject, one.available, one.point))


def forget(books: Session, sku_id: int, location_id: int) -> None:
    """Close the alert of a place that has no reorder point any more."""
    sku, place = books.get_one(Sku, sku_id), books.get_one(Location, location_id)
    exceptions.resolve(books, KIND, _subject(sku.code, place.name))


def is_low(available: int, point: int) -> bool:
    """Whether so few are available that the owner wants to be told; 0 asks for nothing."""
    return 0 < point >= available


def _rules(books: Session, pairs: Iterable[Pair]) -> list[tuple[int, int, int]]:
    """Which of these SKUs have a reorder point at which of these locations, and what it is."""
    wanted, found = set(pairs), []
    sku_ids = sorted({sku_id for sku_id, _ in wanted})
    for some in (sku_ids[at : at + AT_ONCE] for at in range(0, len(sku_ids), AT_ONCE)):
        rows = questions.ask(books, RULES, {"skus": some})
        found += [(sku, place, point) for sku, place, point in rows if (sku, place) in wanted]
    return found


def _settle(books: Session, rules: list[tuple[int, int, int]], *, quiet: bool) -> list[Alert]:
    new = []
    for sku_id, location_id, point in rules:
        sku = books.get_one(Sku, sku_id)
        here = stock.at(books, sku.id, location_id)
        subject = _subject(sku.code, here.location)
        if sku.kind == kits.KIT or not is_low(here.available, point):
            exceptions.resolve(books, KIND, subject)
            continue
        detail = _detail(subject, here.available, point)
        if exceptions.open_case(books, KIND, subject, detail):
            new.append(_alert(books, sku, here, point))
    if new and not quiet:
        _tell(books, new)
    return new


def _alert(books: Session, sku: Sku, here: StockAt, point: int) -> Alert:
    others = [one for one in stock.levels(books, sku.id) if one.location_id != here.location_id]
    best = max(others, key=lambda one: one.available, default=None)
    spare = max(0, best.available) if best else 0
    coming = transfer_cards.on_the_way(books, sku_id=sku.id, to_id=here.location_id)
    supplier = books.get(Supplier, sku.supplier_id) if sku.supplier_id else None
    return Alert(
        sku_id=sku.id,
        location_id=here.location_id,
        sku=sku.code,
        title=sku.title,
        location=here.location,
        available=here.available,
        point=point,
        on_the_way=sum(one.units for one in coming),
        other=best.location if best and spare else "",
        spare=spare,
        supplier=supplier.name if supplier else "",
        lead_days=supplier.lead_time_days if supplier else 0,
        who=" or ".join(_buyers(books)),
    )


def _buyers(books: Session) -> list[str]:
    """The names of those who reorder: of the first role that may and that somebody has."""
    people = [one for one in staff.everybody(books) if one.may(actors.BUY)]
    for role in FIRST_ASKED:
        names = [one.name for one in people if one.role == role]
        if names:
            return names[:2]
    return [one.name for one in people[:2]]


def _tell(books: Session, new: list[Alert]) -> None:
    channel = settings.value(books, "notice_channel")
    if not channel:
        return
    facts: Mapping[str, Any] = {
        "alerts": [asdict(alert) for alert in new[:LISTED]],
        "total": len(new),
    }
    key = f"notice:{KIND}:{exceptions.newest(books, KIND)}"
    payload = {"template": "notices/low_stock", "facts": facts}
    outbox.tell(books, kind="notice", key=key, target=channel, payload=payload)


def _subject(sku: str, place: str) -> str:
    return f"{sku} at {place}"


def _detail(subject: str, available: int, point: int) -> str:
    return f"{subject}: {available} left of a reorder point of {point}."
