"""Taking products, stock and customers from a file; the same file twice changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import catalogue, clock, counts, stock
from oms.actors import Who
from oms.counts import Where
from oms.database import Database
from oms.errors import ShopError
from oms.order_in import CustomerIn, ProductIn, Rejected, StockIn
from oms.tables.catalogue import Location, Product, Sku
from oms.tables.people import Customer, CustomerIdentity
from oms.values import minor_of, sku_key

CHUNK = 500
Found = ProductIn | StockIn | CustomerIn
KINDS = {ProductIn: "products", StockIn: "levels", CustomerIn: "customers"}


@dataclass
class Outcome:
    """What became of the rows of a file."""

    lines_read: int = 0
    rejects: int = 0
    new: int = 0
    changed: int = 0
    known: int = 0
    accounted: dict[str, int] = field(default_factory=Counter)


def take(
    database: Database,
    rows: Iterable[Found | Rejected | None],
    channel_id: int,
    *,
    by: Who,
    rejected: Callable[[Rejected], None],
    progress: Callable[[int], None],
) -> Outcome:
    """Take every row, a few hundred in a transaction.

    Stock is counted to what the file says, at a location of that name; a location that the shop
    does not have is made. A SKU that is not in the catalogue is rejected: import products first.
    """
    outcome = Outcome()
    chunk: list[Found] = []
    for row in rows:
        outcome.lines_read += 1
        if row is None:
            outcome.accounted["nothing_of_ours"] = outcome.accounted.get("nothing_of_ours", 0) + 1
        elif isinstance(row, Rejected):
            _reject(row, outcome, rejected)
        else:
            chunk.append(row)
        if len(chunk) >= CHUNK:
            _take_chunk(database, chunk, channel_id, outcome, by, rejected)
            chunk = []
            progress(outcome.lines_read)
    _take_chunk(database, chunk, channel_id, outcome, by, rejected)
    progress(outcome.lines_read)
    return outcome


def _take_chunk(
    database: Database,
    chunk: list[Found],
    channel_id: int,
    outcome: Outcome,
    by: Who,
    rejected: Callable[[Rejected], None],
) -> None:
    if not chunk:
        return
    with database.writing() as books:
        for row in chunk:
            try:
                change = _take_one(books, row, channel_id, by)
            except ShopError as refusal:
                cells = tuple(str(cell) for cell in vars(row).values() if cell is not None)
                at = getattr(row, "at", 0)
                _reject(Rejected(at, cells, refusal.message, Decimal(0)), outcome, rejected)
                continue
            kind = KINDS[type(row)]
            outcome.accounted[kind] = outcome.accounted.get(kind, 0) + 1
            setattr(outcome, change, getattr(outcome, change) + 1)


def _take_one(books: Session, row: Found, channel_id: int, by: Who) -> str:
    if isinstance(row, ProductIn):
        return _product(books, row)
    if isinstance(row, StockIn):
        return _stock(books, row, by)
    return _customer(books, row, channel_id)


def _product(books: Session, row: ProductIn) -> str:
    product = books.scalars(select(Product).where(Product.handle == row.handle)).first()
    if product is None:
        product = Product(handle=row.handle, title=row.title.split(",")[0])
        books.add(product)
        books.flush()
    facts = {
        "title": row.title,
        "option": row.option,
        "barcode": row.barcode,
        "price_minor": minor_of(row.price) if row.price is not None else None,
        "cost_minor": minor_of(row.cost) if row.cost is not None else None,
        "product_id": product.id,
    }
    sku = books.scalars(select(Sku).where(Sku.code_key == sku_key(row.code))).first()
    if sku is None:
        title = str(facts.pop("title"))
        catalogue.add_sku(books, row.code, title, **facts)
        books.flush()
        return "new"
    told = {name: value for name, value in facts.items() if value is not None}
    if all(getattr(sku, name) == value for name, value in told.items()):
        return "known"
    for name, value in told.items():
        setattr(sku, name, value)
    catalogue.changed(books)
    books.flush()
    return "changed"


def _stock(books: Session, row: StockIn, by: Who) -> str:
    sku = catalogue.exactly(books, row.code)
    place = books.scalars(select(Location).where(Location.name == row.location)).first()
    if place is None:
        code = sku_key(row.location).replace(" ", "-")[:64]
        place = Location(code=code, name=row.location, kind="warehouse", rank=100)
        books.add(place)
        books.flush()
    now = stock.at(books, sku.id, place.id).on_hand
    if now == row.on_hand:
        return "known"
    where = Where(sku.id, place.id)
    key = f"import:stock:{sku.id}:{place.id}:{stock.position(books, sku.id, place.id)}"
    counts.count(books, where, row.on_hand, base=now, by=by, key=key)
    return "changed" if now else "new"


def _customer(books: Session, row: CustomerIn, channel_id: int) -> str:
    identity = books.scalars(
        select(CustomerIdentity).where(
            CustomerIdentity.channel_id == channel_id, CustomerIdentity.their_id == row.their_id
        )
    ).first()
    facts = {"name": row.name, "town": row.town, "country": row.country, "email": row.email,
             "phone": row.phone}  # fmt: skip
    if identity is None:
        customer = Customer(created_at=clock.now(), **facts)
        books.add(customer)
        books.flush()
        books.add(
            CustomerIdentity(customer_id=customer.id, channel_id=channel_id, their_id=row.their_id)
        )
        return "new"
    known = books.get_one(Customer, identity.customer_id)
    told = {name: value for name, value in facts.items() if value is not None}
    if all(getattr(known, name) == value for name, value in told.items()):
        return "known"
    for name, value in told.items():
        setattr(known, name, value)
    return "changed"


def _reject(row: Rejected, outcome: Outcome, rejected: Callable[[Rejected], None]) -> None:
    outcome.rejects += 1
    rejected(row)
