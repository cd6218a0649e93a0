"""The code of a product: giving it another, under which its former ones still find it."""

from __future__ import annotations

import re

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from oms import catalogue, exceptions, low_stock
from oms.errors import ShopError
from oms.tables.catalogue import Location, Sku, SkuAlias
from oms.values import reads_as_formula, sku_key

LONGEST = 64
AT_PLACES = (low_stock.KIND, "oversold", "negative")
"""Kinds of cases that are about a product at a place, by its code."""


class CodeTaken(ShopError):
    """A SKU code is another product's, now or formerly."""

    code = "sku_taken"

    def __init__(self, wanted: str, title: str, sku: str) -> None:
        self.wanted, self.sku = wanted, sku
        formerly = "" if sku_key(wanted) == sku_key(sku) else f", whose SKU is {sku} now"
        super().__init__(
            f"The SKU {wanted} belongs to {title}{formerly}.", remedy="Choose another SKU."
        )


class BarcodeTaken(ShopError):
    """A barcode is another product's."""

    code = "barcode_taken"

    def __init__(self, barcode: str, title: str, sku: str, sku_id: int) -> None:
        self.barcode, self.sku, self.sku_id = barcode, sku, sku_id
        super().__init__(
            f"The barcode {barcode} belongs to {title} ({sku}).",
            remedy="Correct one of the two.",
        )


class BadCode(ShopError):
    """Words cannot be a SKU or a barcode."""

    code = "bad_code"

    def __init__(self, said: str, what: str) -> None:
        super().__init__(
            f"“{said[:40]}” cannot be a {what}.",
            remedy=f"Give 1 to {LONGEST} letters, digits and signs, without line ends and without"
            " “=” in front.",
        )


def read(said: str, what: str) -> str:
    """A code as typed, blanks put right.

    Raises:
        BadCode: nothing, too much, what cannot be seen, or what the ledger has for a formula.
    """
    code = " ".join(said.split())
    if (
        not 1 <= len(code) <= LONGEST
        or not code.isprintable()
        or re.search(r"[\r\n\t|]", said.strip())
        or reads_as_formula(code)
    ):
        raise BadCode(said, what)
    return code


def check(books: Session, code: str, *, of: int | None = None) -> None:
    """Refuse a code that is another product's, or was.

    Args:
        books: open books.
        code: as `read` gives it.
        of: id of the product that is to have it; None: a new one.

    Raises:
        CodeTaken: naming the product.
    """
    key = sku_key(code)
    former = select(SkuAlias.sku_id).where(SkuAlias.alias_key == key)
    wanted = select(Sku.id, Sku.title, Sku.code).where((Sku.code_key == key) | Sku.id.in_(former))
    for other in books.execute(wanted.order_by(Sku.id)):
        if other.id != of:
            raise CodeTaken(code, other.title, other.code)


def check_barcode(books: Session, barcode: str, *, of: int | None = None) -> None:
    """Refuse a barcode that is another product's.

    Raises:
        BarcodeTaken: naming the product.
    """
    wanted = select(Sku.id, Sku.title, Sku.code).where(Sku.barcode == barcode)
    other = books.execute(wanted).first()
    if other is not None and other.id != of:
        raise BarcodeTaken(barcode, other.title, other.code, other.id)


def rename(books: Session, sku: Sku, code: str) -> None:
    """Give a locked SKU another code; the one it had finds it still, also in files.

    Raises:
        CodeTaken: the code is another product's, or was.
    """
    check(books, code, of=sku.id)
    was, was_key = sku.code, sku.code_key
    sku.code, sku.code_key = code, sku_key(code)
    if sku.code_key != was_key:
        # a code that was its own before is no longer only a former one
        own = (SkuAlias.sku_id == sku.id) & SkuAlias.alias_key.in_((sku.code_key, was_key))
        books.execute(delete(SkuAlias).where(own, SkuAlias.channel_id.is_(None)))
        books.add(SkuAlias(sku_id=sku.id, alias_key=was_key))
    books.flush()
    for place in books.scalars(select(Location.name).where(Location.is_physical)):
        exceptions.rename(books, AT_PLACES, f"{was} at {place}", f"{code} at {place}")
    catalogue.changed(books)


def forget_former(books: Session, sku: Sku, code: str) -> None:
    """Let a code that a product had by mistake be free again."""
    own = (SkuAlias.sku_id == sku.id) & (SkuAlias.alias_key == sku_key(code))
    books.execute(delete(SkuAlias).where(own, SkuAlias.channel_id.is_(None)))
    catalogue.changed(books)
