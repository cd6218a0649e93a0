"""What the ledger shows of stock, products and settings: each tab in one question for all its rows.

A hundred thousand rows are read at every pass that has something to write, so these are columns
past the mapper, as tuples, by statements that are put together once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Integer,
    Row,
    Select,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from oms import questions, settings
from oms.tables.catalogue import Location, ReorderRule, Sku, Supplier
from oms.tables.messages import History
from oms.tables.stock import Level, Promise
from oms.values import sku_key

SELLABLE = "sellable"
AT_ONCE = 500
MANY = 5_000
"""More SKUs than this are picked out of all rows instead of asked for by name."""


class StockRow(NamedTuple):
    """A SKU at a location."""

    sku_id: int
    sku: str
    title: str
    location_id: int
    location: str
    on_hand: int
    reserved: int
    held: int
    reorder_at: int | None

    @property
    def available(self) -> int:
        """Units free to promise."""
        return self.on_hand - self.reserved - self.held

    @property
    def key(self) -> str:
        """As the row is found in the ledger: SKU and location, folded."""
        return f"{sku_key(self.sku)}|{sku_key(self.location)}"


class ProductRow(NamedTuple):
    """A SKU and what an owner may change of it."""

    sku_id: int
    key: str
    """Its code, folded: as the row is found in the ledger."""
    sku: str
    title: str
    option: str | None
    barcode: str | None
    price_minor: int | None
    cost_minor: int | None
    currency: str
    supplier: str | None
    active: bool
    changed: int
    """The last row of the history about it; 0 when there is none."""


class SettingRow(NamedTuple):
    """A setting of the shop."""

    name: str
    value: str
    means: str
    choices: tuple[str, ...]
    """The words it may be; empty where it may be others."""


ZERO, NONE = literal(0), cast(null(), Integer)
SKUS: BindParameter[Any] = bindparam("skus", expanding=True)
CODES = select(Sku.id).where(Sku.code_key.in_(bindparam("keys", expanding=True)))
SOLD = select(Sku.id, Sku.code_key, Sku.code, Sku.title).where(
    Sku.code_key.in_(bindparam("keys", expanding=True)), Sku.active
)
PLACES = select(Location.id, Location.name).where(Location.active, Location.is_physical)


def _stock(*, whole: bool) -> Select[*tuple[Any, ...]]:
    """The question for all rows of stock, or for those of some SKUs."""
    held = case((Level.bucket != SELLABLE, Level.units), else_=0)
    parts = (
        (Level, select(Level.sku_id, Level.location_id, Level.units.label("on_hand"),
                       ZERO.label("reserved"), held.label("held"), NONE.label("point"))),
        (Promise, select(Promise.sku_id, Promise.location_id, ZERO, Promise.reserved, ZERO,
                         NONE)),
        (ReorderRule, select(ReorderRule.sku_id, ReorderRule.location_id, ZERO, ZERO, ZERO,
                             ReorderRule.point)),
    )  # fmt: skip
    seen = union_all(
        *(part if whole else part.where(table.sku_id.in_(SKUS)) for table, part in parts)
    ).subquery()
    sums = (func.sum(seen.c.on_hand), func.sum(seen.c.reserved), func.sum(seen.c.held))
    at = (
        select(
            seen.c.sku_id, seen.c.location_id, sums[0].label("on_hand"),
            sums[1].label("reserved"), sums[2].label("held"), func.max(seen.c.point).label("point"),
        )
        .group_by(seen.c.sku_id, seen.c.location_id)
        .subquery()
    )  # fmt: skip
    return (
        select(
            Sku.id, Sku.code, Sku.title, Location.id, Location.name, at.c.on_hand, at.c.reserved,
            at.c.held, at.c.point,
        )
        .join(at, at.c.sku_id == Sku.id)
        .join(Location, Location.id == at.c.location_id)
        .where(Sku.active, Location.active, Location.is_physical)
        .order_by(Sku.code_key, Location.rank, Location.id)
    )  # fmt: skip


def _products(*, whole: bool) -> Select[*tuple[Any, ...]]:
    """The question for all products, or for some."""
    told = (
        select(History.about_id.label("sku_id"), func.max(History.id).label("last"))
        .where(History.about_kind == "sku")
        .group_by(History.about_id)
        .subquery()
    )
    wanted = (
        select(
            Sku.id, Sku.code_key, Sku.code, Sku.title, Sku.option, Sku.barcode, Sku.price_minor,
            Sku.cost_minor, Sku.currency, Supplier.name, Sku.active, func.coalesce(told.c.last, 0),
        )
        .outerjoin(Supplier, Supplier.id == Sku.supplier_id)
        .outerjoin(told, told.c.sku_id == Sku.id)
        .order_by(Sku.code_key)
    )  # fmt: skip
    return wanted if whole else wanted.where(Sku.id.in_(SKUS))


STOCK, STOCK_OF = _stock(whole=True), _stock(whole=False)
PRODUCTS, PRODUCTS_OF = _products(whole=True), _products(whole=False)


def stock_rows(books: Session, only: Collection[str] | None = None) -> Iterator[StockRow]:
    """Every SKU at every place where it is, was, or has a reorder point; by SKU, then place.

    Args:
        books: open books.
        only: keys of rows (`StockRow.key`); None: all.
    """
    if only is None:
        return map(StockRow._make, questions.ask(books, STOCK))
    keys = {_folded(key) for key in only}
    rows = _limited(books, STOCK, STOCK_OF, {key.partition("|")[0] for key in keys})
    return (row for row in map(StockRow._make, rows) if row.key in keys)


@dataclass(frozen=True)
class FirstRows:
    """What rows are about of which nothing is, was or is wanted in the books so far."""

    rows: Mapping[str, StockRow]
    """By their key, of products that are sold and places that are open: with nothing there."""
    skus: Collection[str]
    """Folded codes of products that are sold, of those in the keys."""
    places: Collection[str]
    """Folded names of all places that are open."""


def first_rows(books: Session, keys: Collection[str]) -> FirstRows:
    """The products and places of rows of stock that `stock_rows` does not give.

    Args:
        books: open books.
        keys: of these rows.
    """
    parts = {key: _folded(key).partition("|") for key in keys}
    codes = sorted({code for code, _, _ in parts.values()})
    sold = {one.code_key: one for some in _parts(codes)
            for one in questions.ask(books, SOLD, {"keys": some})}  # fmt: skip
    places = {sku_key(one.name): one for one in questions.ask(books, PLACES)}
    rows = {
        key: StockRow(sold[code].id, sold[code].code, sold[code].title, places[name].id,
                      places[name].name, 0, 0, 0, None)
        for key, (code, _, name) in parts.items() if code in sold and name in places
    }  # fmt: skip
    return FirstRows(rows, set(sold), set(places))


def stock_of(books: Session, sku_ids: Collection[int]) -> Iterator[StockRow]:
    """The same rows of some SKUs only."""
    return map(StockRow._make, _of(books, STOCK_OF, sku_ids))


def product_rows(books: Session, only: Collection[str] | None = None) -> Iterator[ProductRow]:
    """Every product, also those that ended, by SKU.

    Args:
        books: open books.
        only: SKU codes; None: all.
    """
    if only is None:
        return map(ProductRow._make, questions.ask(books, PRODUCTS))
    keys = {sku_key(key) for key in only}
    rows = _limited(books, PRODUCTS, PRODUCTS_OF, keys)
    return (row for row in map(ProductRow._make, rows) if row.key in keys)


def setting_rows(books: Session, only: Collection[str] | None = None) -> Iterator[SettingRow]:
    """Every setting there is, in the order in which they are explained.

    Args:
        books: open books.
        only: names; None: all.
    """
    return (
        SettingRow(name, settings.value(books, name), known.means, settings.CHOICES.get(name, ()))
        for name, known in settings.KNOWN.items()
        if only is None or name in only
    )


def _limited(
    books: Session, whole: Select[*tuple[Any, ...]], part: Select[*tuple[Any, ...]], codes: set[str]
) -> Iterator[Row[*tuple[Any, ...]]]:
    """Rows of some SKUs by their folded codes, with others where there are too many to name."""
    if len(codes) > MANY:
        return iter(questions.ask(books, whole))
    parts = (questions.ask(books, CODES, {"keys": some}) for some in _parts(sorted(codes)))
    return _of(books, part, [row[0] for row in chain.from_iterable(parts)])


def _of(
    books: Session, part: Select[*tuple[Any, ...]], sku_ids: Collection[int]
) -> Iterator[Row[*tuple[Any, ...]]]:
    found = (questions.ask(books, part, {"skus": some}) for some in _parts(sku_ids))
    return chain.from_iterable(found)


def _parts(several: Collection[Any]) -> Iterator[list[Any]]:
    """As many at a time as one question may name, in their order."""
    listed = list(several)
    return (listed[at : at + AT_ONCE] for at in range(0, len(listed), AT_ONCE))


def _folded(key: str) -> str:
    return "|".join(sku_key(part) for part in key.split("|"))
