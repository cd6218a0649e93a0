"""The suppliers there are: adding one, taking it off again, and who a product is bought from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import actors, backorders, fills, history, locks, settings
from oms.actors import Who
from oms.errors import NoLongerPossible, ShopError
from oms.history import About
from oms.inserts import NewRow
from oms.once import once
from oms.tables.catalogue import Sku, Supplier, SupplierSku
from oms.tables.orders import Shipment
from oms.tables.purchasing import PurchaseOrder
from oms.tables.returns import Return

NAME = re.compile(r"[a-z][a-z0-9 &.'-]{0,79}", re.IGNORECASE)
"""What can be called a supplier, so that its name can be said in a sentence."""
MOST_DAYS = 365
NEW = NewRow(Supplier, "id")
LINES = select(
    Supplier.id,
    Supplier.name,
    Supplier.lead_time_days,
    Supplier.takes_returns,
    select(func.count())
    .where(Sku.supplier_id == Supplier.id, Sku.active)
    .correlate(Supplier)
    .scalar_subquery()
    .label("products"),
    select(func.count())
    .where(SupplierSku.supplier_id == Supplier.id, SupplierSku.dropship, Supplier.can_dropship)
    .correlate(Supplier)
    .scalar_subquery()
    .label("dropships"),
).order_by(func.lower(Supplier.name))


@dataclass(frozen=True)
class SupplierLine:
    """A supplier as it stands in the list of them."""

    name: str
    lead_days: int
    """Days from ordering until it delivers."""
    takes_returns: bool
    products: int
    """How many products are bought from it first."""
    dropships: int
    """How many it sends straight to customers."""


class SupplierThere(ShopError):
    """A supplier of that name is there already."""

    code = "supplier_there"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"There is a supplier “{name}” already.",
            remedy=f"Say what comes from it, for example `LAMP-1 comes from {name}`.",
        )


class BadLeadTime(ShopError):
    """A supplier does not take that many days."""

    code = "bad_lead_time"

    def __init__(self, said: int) -> None:
        self.said = said
        super().__init__(
            f"A supplier does not take {said:,} days.", remedy=f"Say 0 to {MOST_DAYS} days."
        )


class BadSupplierName(ShopError):
    """Words cannot be the name of a supplier."""

    code = "bad_supplier_name"

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(
            f"“{said[:40]}” cannot be the name of a supplier.",
            remedy="Begin it with a letter, and use letters, digits and blanks, 80 at most.",
        )


def listed(books: Session) -> list[SupplierLine]:
    """All suppliers, by name."""
    return [
        SupplierLine(row.name, row.lead_time_days, row.takes_returns, row.products, row.dropships)
        for row in books.execute(LINES)
    ]


def check(books: Session, name: str, lead_days: int) -> None:
    """Refuse what cannot be added as a supplier.

    Raises:
        BadSupplierName: it could not be said in a sentence.
        BadLeadTime: days below 0 or above `MOST_DAYS`.
        SupplierThere: however its letters are written.
    """
    if not NAME.fullmatch(name):
        raise BadSupplierName(name)
    check_lead(lead_days)
    there = select(Supplier.name).where(func.lower(Supplier.name) == name.lower())
    known = books.scalars(there).first()
    if known is not None:
        raise SupplierThere(known)


def check_lead(lead_days: int) -> None:
    """Refuse days in which no supplier delivers.

    Raises:
        BadLeadTime: below 0 or above `MOST_DAYS`.
    """
    if not 0 <= lead_days <= MOST_DAYS:
        raise BadLeadTime(lead_days)


def add(books: Session, name: str, *, lead_days: int, by: Who, key: str) -> int:
    """Add a supplier that delivers within `lead_days` days, in the shop's currency.

    Returns:
        Its id.

    Raises:
        NotAllowed: the role does not change suppliers.
        BadSupplierName, BadLeadTime, SupplierThere: see `check`.
    """
    actors.allow(by, actors.CATALOGUE)

    def do() -> dict[str, Any]:
        check(books, name, lead_days)
        made = NEW.put(
            books,
            name=name,
            currency=settings.value(books, "currency"),
            lead_time_days=lead_days,
            can_dropship=False,
            takes_returns=False,
        )
        if made is None:
            raise SupplierThere(name)
        after = {"name": name, "lead_days": lead_days}
        about = About("supplier", made)
        history.record(books, by=by, what="supplier added", about=about, after=after)
        return {"supplier": made}

    arguments = {"name": name, "lead_days": lead_days}
    return int(once(books, key, "add_supplier", arguments, by=by, do=do)["supplier"])


def remove(books: Session, supplier_id: int, *, by: Who, key: str) -> str:
    """Take a supplier off again of which nothing hangs yet.

    Returns:
        Its name.

    Raises:
        NotAllowed: the role does not change suppliers.
        NoLongerPossible: it is gone, or a product, an order or a return names it.
    """
    actors.allow(by, actors.CATALOGUE)

    def do() -> dict[str, Any]:
        supplier = books.get(Supplier, supplier_id, with_for_update=True)
        if supplier is None:
            raise NoLongerPossible("That supplier is gone.")
        if _is_named(books, supplier_id):
            raise NoLongerPossible(
                f"{supplier.name} is named by products or orders, so it stays.",
                remedy="Say that they come from somebody else; it does no harm in the list.",
            )
        books.delete(supplier)
        books.flush()
        before = {"name": supplier.name, "lead_days": supplier.lead_time_days}
        about = About("supplier", supplier_id)
        history.record(books, by=by, what="supplier removed", about=about, before=before)
        return {"name": supplier.name}

    arguments = {"supplier": supplier_id}
    return str(once(books, key, "remove_supplier", arguments, by=by, do=do)["name"])


def _is_named(books: Session, supplier_id: int) -> bool:
    columns = (
        Sku.supplier_id, SupplierSku.supplier_id, PurchaseOrder.supplier_id, Shipment.supplier_id,
        Return.supplier_id,
    )  # fmt: skip
    return any(
        books.scalars(select(column).where(column == supplier_id).limit(1)).first() is not None
        for column in columns
    )


def set_lead(
    books: Session, supplier_id: int, lead_days: int, *, was: int, by: Who, key: str
) -> None:
    """Say in how many days a supplier delivers; what waits for it is promised anew.

    Args:
        books: an open transaction.
        supplier_id: who delivers.
        lead_days: 0 to `MOST_DAYS`.
        was: how many days it took when that was asked.
        by: whoever says so.
        key: the same key does it once.

    Raises:
        NotAllowed: the role does not change suppliers.
        BadLeadTime: too many days.
        NoLongerPossible: it is not what it `was` any more.
    """
    actors.allow(by, actors.CATALOGUE)
    check_lead(lead_days)

    def do() -> dict[str, Any]:
        supplier = locks.setting(books, Supplier, supplier_id)
        if supplier.lead_time_days != was:
            raise NoLongerPossible(f"How fast {supplier.name} delivers was changed since.")
        supplier.lead_time_days = lead_days
        books.flush()
        about = About("supplier", supplier_id)
        before, after = {"lead_days": was}, {"lead_days": lead_days}
        history.record(books, by=by, what="days set", about=about, before=before, after=after)
        backorders.ask_for_all(books)
        return {}

    arguments = {"supplier": supplier_id, "lead_days": lead_days, "was": was}
    once(books, key, "set_lead", arguments, by=by, do=do)


def buy_from(
    books: Session, sku: Sku, supplier_id: int | None, *, was: int | None, by: Who, key: str
) -> None:
    """Say from whom a product is bought first, or (None) that it is from nobody.

    The orders that wait for it are told anew by which day they can leave.

    Args:
        books: an open transaction.
        sku: the product.
        supplier_id: who it is bought from.
        was: who it was bought from when that was asked.
        by: whoever says so.
        key: the same key does it once.

    Raises:
        NotAllowed: the role does not change suppliers.
        NoLongerPossible: it comes from somebody else than `was` by now.
    """
    actors.allow(by, actors.CATALOGUE)

    def do() -> dict[str, Any]:
        locks.stock(books, [sku.id])
        books.refresh(sku)
        if sku.supplier_id != was:
            raise NoLongerPossible(f"Where {sku.title} comes from was changed since.")
        sku.supplier_id = supplier_id
        books.flush()
        history.record(
            books,
            by=by,
            what="supplier set",
            about=About("sku", sku.id),
            before={"supplier": _name(books, was)},
            after={"supplier": _name(books, supplier_id)},
        )
        fills.ask(books, [sku.id])
        return {}

    arguments = {"sku": sku.id, "supplier": supplier_id, "was": was}
    once(books, key, "buy_from", arguments, by=by, do=do)


def _name(books: Session, supplier_id: int | None) -> str | None:
    return books.get_one(Supplier, supplier_id).name if supplier_id is not None else None
