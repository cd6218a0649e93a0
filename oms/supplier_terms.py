"""What a supplier asks for one product: its cost, their code, days, and the least units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, fills, history, locks, supplier_list
from oms.actors import Who
from oms.errors import BadQuantity, NoLongerPossible, ShopError
from oms.history import About
from oms.once import once
from oms.tables.catalogue import Sku, Supplier, SupplierSku
from oms.values import MOST_UNITS

LONGEST_CODE = 60
MOST_MINOR = 100_000_000


@dataclass(frozen=True)
class Terms:
    """What one supplier asks for one product; None: it was not said."""

    cost_minor: int | None = None
    """For one unit, in minor units of the supplier's currency."""
    supplier_code: str | None = None
    """What it calls the SKU."""
    lead_time_days: int | None = None
    """Days it takes; None: as for all that it delivers."""
    least_units: int | None = None
    """It delivers that many or more at a time."""


class BadTerms(ShopError):
    """No supplier asks that."""

    code = "bad_terms"

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy=remedy)


def of(books: Session, supplier_id: int, sku_id: int) -> Terms:
    """What a supplier asks for a product, as it stands."""
    own = _row(books, supplier_id, sku_id)
    if own is None:
        return Terms()
    return Terms(own.cost_minor, own.supplier_code, own.lead_time_days, own.least_units)


def check(wanted: Terms) -> None:
    """Refuse what no supplier asks.

    Raises:
        BadTerms: a cost out of range, or a code too long.
        BadLeadTime: days in which no supplier delivers.
        BadQuantity: fewer units than 1, or beyond reason.
    """
    if wanted.cost_minor is not None and not 0 <= wanted.cost_minor <= MOST_MINOR:
        raise BadTerms("That is no cost of a product.", "Say an amount such as 12.50.")
    if wanted.supplier_code is not None and not 0 < len(wanted.supplier_code) <= LONGEST_CODE:
        raise BadTerms(
            "That is no code of a product.", f"Give 1 to {LONGEST_CODE} letters and digits."
        )
    if wanted.lead_time_days is not None:
        supplier_list.check_lead(wanted.lead_time_days)
    if wanted.least_units is not None and not 1 <= wanted.least_units <= MOST_UNITS:
        raise BadQuantity(wanted.least_units)


def change(  # noqa: PLR0913  whose terms, of what, and what they were
    books: Session,
    supplier: Supplier,
    sku: Sku,
    wanted: Mapping[str, Any],
    *,
    was: Mapping[str, Any],
    by: Who,
    key: str,
) -> Terms:
    """Change some of the terms of a supplier for a product, once for each `key`.

    Orders that wait for the product are told anew by which day they can leave.

    Args:
        books: an open transaction.
        supplier: who asks.
        sku: for what.
        wanted: fields of `Terms` -> their values from now on.
        was: the same fields -> their values when that was asked.
        by: whoever says so.
        key: the same key does it once.

    Raises:
        NotAllowed: the role does not change suppliers.
        BadTerms, BadLeadTime, BadQuantity: see `check`.
        NoLongerPossible: one of them is not what it `was` any more.
    """
    actors.allow(by, actors.CATALOGUE)

    def do() -> dict[str, Any]:
        locks.stock(books, [sku.id])
        before = of(books, supplier.id, sku.id)
        if any(getattr(before, part) != value for part, value in was.items()):
            raise NoLongerPossible(f"What {supplier.name} asks for {sku.title} was changed since.")
        after = replace(before, **wanted)
        check(after)
        own = _row(books, supplier.id, sku.id)
        if own is None:
            own = SupplierSku(supplier_id=supplier.id, sku_id=sku.id)
            books.add(own)
        for part in wanted:
            setattr(own, part, getattr(after, part))
        books.flush()
        named = {"supplier": supplier.name}
        history.record(
            books, by=by, what="supplier terms set", about=About("sku", sku.id),
            before=named | dict(was), after=named | dict(wanted),
        )  # fmt: skip
        if "lead_time_days" in wanted:
            fills.ask(books, [sku.id])
        return {"after": asdict(after)}

    arguments = {"supplier": supplier.id, "sku": sku.id, "wanted": dict(wanted), "was": dict(was)}
    return Terms(**once(books, key, "set_terms", arguments, by=by, do=do)["after"])


def _row(books: Session, supplier_id: int, sku_id: int) -> SupplierSku | None:
    wanted = select(SupplierSku).where(
        SupplierSku.supplier_id == supplier_id, SupplierSku.sku_id == sku_id
    )
    return books.scalars(wanted.execution_options(populate_existing=True)).first()
