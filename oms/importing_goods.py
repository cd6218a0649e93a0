"""Taking products, stock and customers from a file; the same file twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import catalogue, clock, counts, stock
from oms.actors import Who
from oms.counts import Where
from oms.database import Database
from oms.errors import ShopError
from oms.order_in import CustomerIn, GoodsIn, ProductIn, Rejected, RowIn, StockIn
from oms.tables.catalogue import Channel, Location, Product, Sku
from oms.tables.people import Customer, CustomerIdentity
from oms.values import minor_of, sku_key

CHUNK = 500
NEW, CHANGED, KNOWN = "new", "changed", "known"


class TwoSkusOneBarcode(ShopError):
    """A barcode stands at another SKU already."""

    code = "two_skus_one_barcode"

    def __init__(self, barcode: str, other: str) -> None:
        super().__init__(
            f"The barcode {barcode} belongs to {other}.",
            remedy="Correct one of the two and import the file again.",
        )


@dataclass
class Outcome:
    """What became of the rows of a file."""

    lines_read: int = 0
    rejects: int = 0
    nothing_of_ours: int = 0
    """Rows without a SKU, such as further pictures of a product."""
    rows_taken: int = 0
    changes: dict[str, int] = field(default_factory=lambda: {NEW: 0, CHANGED: 0, KNOWN: 0})
    """New, changed and known things: a row with a column a location says several."""

    @property
    def changed(self) -> bool:
        """Whether the books are not what they were."""
        return bool(self.changes[NEW] or self.changes[CHANGED])


@dataclass(frozen=True)
class Into:
    """Where a file goes: its channel, by whom, and what makes the file this very file."""

    channel_id: int
    by: Who
    mark: str
    """A digest of the file: the same stock file never counts twice."""


def take(
    database: Database,
    rows: Iterable[RowIn | Rejected],
    into: Into,
    *,
    rejected: Callable[[Rejected], None],
    progress: Callable[[int], None],
) -> Outcome:
    """Take every row, a few hundred in a transaction.

    Stock is counted to what the file says, at a location of that name; a location that the shop
    does not have is made. A SKU that is not in the catalogue is rejected: import products first.
    """
    outcome = Outcome()
    chunk: list[RowIn] = []
    for row in rows:
        outcome.lines_read += 1
        if isinstance(row, Rejected):
            outcome.rejects += 1
            rejected(row)
        elif row.found:
            chunk.append(row)
        else:
            outcome.nothing_of_ours += 1
        if len(chunk) >= CHUNK:
            _take_chunk(database, chunk, into, outcome, rejected)
            chunk = []
            progress(outcome.lines_read)
    if chunk:
        _take_chunk(database, chunk, into, outcome, rejected)
    progress(outcome.lines_read)
    return outcome


def _take_chunk(
    database: Database,
    chunk: list[RowIn],
    into: Into,
    outcome: Outcome,
    rejected: Callable[[Rejected], None],
) -> None:
    with database.writing() as books:
        for row in chunk:
            try:
                # what a refused row had begun is taken back; the rest of the chunk stays
                with books.begin_nested():
                    changes = [_take_one(books, one, into) for one in row.found]
            except ShopError as refusal:
                outcome.rejects += 1
                rejected(Rejected(row.at, row.cells, refusal.message))
                continue
            outcome.rows_taken += 1
            for change in changes:
                outcome.changes[change] += 1


def _take_one(books: Session, one: GoodsIn, into: Into) -> str:
    if isinstance(one, ProductIn):
        return _product(books, one, books.get_one(Channel, into.channel_id).currency)
    if isinstance(one, StockIn):
        return _stock(books, one, into)
    return _customer(books, one, into.channel_id)


def _product(books: Session, told: ProductIn, currency: str) -> str:
    product = books.scalars(select(Product).where(Product.handle == told.handle)).first()
    if product is None:
        product = Product(handle=told.handle, title=told.title.split(",")[0])
        books.add(product)
        books.flush()
    sku = catalogue.by_code(books, told.code)
    _refuse_barcode(books, told, sku)
    facts = {
        "title": told.title,
        "option": told.option,
        "barcode": told.barcode,
        "currency": currency if told.price is not None else None,
        "price_minor": minor_of(told.price, currency) if told.price is not None else None,
        "cost_minor": minor_of(told.cost, currency) if told.cost is not None else None,
        "product_id": product.id,
    }
    if sku is None:
        title = str(facts.pop("title"))
        catalogue.add_sku(books, told.code, title, **facts | {"currency": currency})
        books.flush()
        return NEW
    if not _bring_up(sku, facts):
        return KNOWN
    catalogue.changed(books)
    books.flush()
    return CHANGED


def _refuse_barcode(books: Session, told: ProductIn, sku: Sku | None) -> None:
    if told.barcode is None or (sku is not None and sku.barcode == told.barcode):
        return
    other = books.scalars(select(Sku).where(Sku.barcode == told.barcode)).first()
    if other is not None:
        raise TwoSkusOneBarcode(told.barcode, other.code)


def _stock(books: Session, told: StockIn, into: Into) -> str:
    sku = catalogue.exactly(books, told.code)
    place = _place(books, told.location)
    now = stock.at(books, sku.id, place.id).on_hand
    if now == told.on_hand:
        return KNOWN
    key = f"import:{into.mark}:{sku.id}:{place.id}"
    counts.count(books, Where(sku.id, place.id), told.on_hand, by=into.by, key=key)
    if stock.at(books, sku.id, place.id).on_hand == now:
        # the key is known: this very file was counted before, and goods have moved since
        return KNOWN
    return CHANGED if now else NEW


def _place(books: Session, name: str) -> Location:
    """The location of that name or code; a new one when the shop has none."""
    said = name.strip().lower()
    wanted = select(Location).where(
        (func.lower(Location.name) == said) | (func.lower(Location.code) == said)
    )
    found = books.scalars(wanted.order_by(Location.id)).first()
    if found is None:
        code = sku_key(name).replace(" ", "-")[:64]
        found = Location(code=code, name=name.strip(), kind="warehouse", rank=100)
        books.add(found)
        books.flush()
    return found


def _customer(books: Session, told: CustomerIn, channel_id: int) -> str:
    identity = books.scalars(
        select(CustomerIdentity).where(
            CustomerIdentity.channel_id == channel_id, CustomerIdentity.their_id == told.their_id
        )
    ).first()
    facts = {"name": told.name, "town": told.town, "country": told.country, "email": told.email,
             "phone": told.phone}  # fmt: skip
    if identity is None:
        customer = Customer(created_at=clock.now(), **facts)
        books.add(customer)
        books.flush()
        books.add(
            CustomerIdentity(customer_id=customer.id, channel_id=channel_id, their_id=told.their_id)
        )
        return NEW
    return CHANGED if _bring_up(books.get_one(Customer, identity.customer_id), facts) else KNOWN


def _bring_up(row: Sku | Customer, facts: Mapping[str, str | int | None]) -> bool:
    """Set what the file says and the row does not; what the file leaves out stays."""
    differing = {
        name: value
        for name, value in facts.items()
        if value is not None and getattr(row, name) != value
    }
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)
