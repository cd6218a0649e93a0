"""Suppliers: finding one, what it sells and how fast, and who sends straight to customers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from oms import actors, history
from oms.actors import Who
from oms.errors import ShopError
from oms.history import About
from oms.once import once
from oms.tables.catalogue import Sku, Supplier, SupplierSku

NEAR, NEAREST = 80, 5
DAYS = func.coalesce(SupplierSku.lead_time_days, Supplier.lead_time_days)
USUAL = (
    select(Sku.id, DAYS, Supplier.name)
    .join(Supplier, Supplier.id == Sku.supplier_id)
    .outerjoin(
        SupplierSku, (SupplierSku.sku_id == Sku.id) & (SupplierSku.supplier_id == Supplier.id)
    )
    .where(Sku.id.in_(bindparam("skus", expanding=True)))
)
"""SKU, days and name of the supplier that was said to be the first."""
RANKED = (
    select(SupplierSku.sku_id, DAYS, Supplier.name)
    .join(Supplier, Supplier.id == SupplierSku.supplier_id)
    .where(SupplierSku.sku_id.in_(bindparam("skus", expanding=True)))
    .order_by(SupplierSku.rank.desc(), SupplierSku.id.desc())
)
"""SKU, days and name of everybody who supplies it, the first in rank last."""


@dataclass(frozen=True)
class Offer:
    """A supplier that sends a SKU straight to customers."""

    supplier_id: int
    supplier: str
    supplier_code: str
    """What it calls the SKU; empty: as we do."""
    cost_minor: int | None
    lead_days: int


class UnknownSupplier(ShopError):
    """No supplier has that name."""

    code = "unknown_supplier"

    def __init__(self, said: str, known: tuple[str, ...]) -> None:
        self.said, self.known = said, known
        remedy = f"There are {', '.join(known)}." if known else "There is none yet."
        super().__init__(f"There is no supplier “{said}”.", remedy=remedy)


def find(books: Session, said: str) -> Supplier:
    """The supplier that was meant: its name, the beginning of it, or nearly.

    Raises:
        UnknownSupplier: naming those there are.
    """
    known = list(books.scalars(select(Supplier).order_by(Supplier.name)))
    asked = said.strip().lower()
    beginning = [one for one in known if one.name.lower().startswith(asked)]
    exact = [one for one in known if one.name.lower() == asked]
    if len(exact or beginning) == 1:
        return (exact or beginning)[0]
    names = {at: one.name.lower() for at, one in enumerate(known)}
    close = process.extract(asked, names, scorer=fuzz.ratio, score_cutoff=NEAR, limit=2)
    if len(close) == 1:
        return known[close[0][2]]
    raise UnknownSupplier(said, tuple(one.name for one in known))


def named(books: Session, name: str) -> Supplier:
    """The supplier of that name, case aside: what is kept is not guessed.

    Raises:
        UnknownSupplier: naming the nearest, or all where there are few.
    """
    asked = name.strip().casefold()
    known = list(books.scalars(select(Supplier).order_by(Supplier.name)))
    for one in known:
        if one.name.casefold() == asked:
            return one
    names = [one.name for one in known]
    if len(names) > NEAREST:
        names = [near for near, _, _ in process.extract(name, names, limit=NEAREST)]
    raise UnknownSupplier(name, tuple(names))


def lead_days(books: Session, sku_ids: Iterable[int]) -> dict[int, int]:
    """SKU id -> days until the supplier it is bought from first delivers; of nobody: left out."""
    wanted = {"skus": sorted(set(sku_ids))}
    ranked = {sku_id: days for sku_id, days, _ in books.execute(RANKED, wanted)}
    return ranked | {sku_id: days for sku_id, days, _ in books.execute(USUAL, wanted)}


def name_for(books: Session, sku_id: int) -> str:
    """The name of the supplier a SKU is bought from first; empty where there is none."""
    wanted = {"skus": [sku_id]}
    usual = books.execute(USUAL, wanted).first()
    if usual is not None:
        return str(usual.name)
    return next((str(row.name) for row in reversed(books.execute(RANKED, wanted).all())), "")


def offers(books: Session, sku_id: int) -> list[Offer]:
    """The suppliers that send a SKU straight to customers, the preferred first."""
    rows = books.execute(
        select(SupplierSku, Supplier)
        .join(Supplier, Supplier.id == SupplierSku.supplier_id)
        .where(SupplierSku.sku_id == sku_id, SupplierSku.dropship, Supplier.can_dropship)
        .order_by(SupplierSku.rank, SupplierSku.id)
    )
    return [
        Offer(
            supplier.id,
            supplier.name,
            own.supplier_code or "",
            own.cost_minor,
            supplier.lead_time_days if own.lead_time_days is None else own.lead_time_days,
        )
        for own, supplier in rows
    ]


def set_dropship(
    books: Session, supplier: Supplier, sku: Sku, *, on: bool, by: Who, key: str
) -> bool:
    """Say whether a supplier sends a SKU straight to customers.

    Returns:
        Whether it did before.

    Raises:
        NotAllowed: the role does not change suppliers.
    """
    actors.allow(by, actors.CATALOGUE)

    def do() -> dict[str, Any]:
        own = books.scalars(
            select(SupplierSku).where(
                SupplierSku.supplier_id == supplier.id, SupplierSku.sku_id == sku.id
            )
        ).first()
        if own is None:
            own = SupplierSku(supplier_id=supplier.id, sku_id=sku.id, rank=0, dropship=False)
            books.add(own)
        before, own.dropship = own.dropship, on
        supplier.can_dropship = supplier.can_dropship or on
        books.flush()
        history.record(
            books,
            by=by,
            what="dropship set",
            about=About("sku", sku.id),
            before={"supplier": supplier.name, "dropship": before},
            after={"supplier": supplier.name, "dropship": on},
        )
        return {"before": before}

    arguments = {"supplier": supplier.id, "sku": sku.id, "on": on}
    return bool(once(books, key, "set_dropship", arguments, by=by, do=do)["before"])
