"""The facts of a product that an owner may change: how each is checked, kept, and told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from oms import catalogue, fills, product_codes, product_ends, settings, suppliers
from oms.errors import ShopError
from oms.money_words import MOST_MINOR
from oms.tables.catalogue import Sku, Supplier
from oms.values import money

Value = str | int | bool | None
LONGEST = 250


class BadProductFact(ShopError):
    """A value cannot be that fact of a product."""

    code = "bad_product_fact"

    def __init__(self, said: object, what: str, wanted: str) -> None:
        self.what = what
        cannot = f"“{str(said)[:40]}” cannot be the {what}."
        is_empty = said is None or said == ""
        said_so = f"The {what} cannot be left empty." if is_empty else cannot
        super().__init__(said_so, remedy=f"Give {wanted}.")


@dataclass(frozen=True)
class Field:
    """A fact of a product."""

    name: str
    words: str
    """As it is called in a sentence."""
    key: str
    """As the history calls its value."""
    now: Callable[[Session, Sku], Value]
    read: Callable[[Session, Sku | None, Value], Value]
    """What was given -> what is kept; refuses what cannot be (of a new product: None)."""
    put: Callable[[Session, Sku, Value], None]
    names: bool = False
    """Products are found by it."""


def shown(value: Value, currency: str) -> str:
    """A value in words; “–” where there is none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return money(value, currency) if isinstance(value, int) else value


def _text(what: str) -> Callable[[Session, Sku | None, Value], Value]:
    def read(_books: Session, _sku: Sku | None, value: Value) -> Value:
        text = " ".join(str("" if value is None else value).split())
        if not text and what == "option":
            return None
        if not 1 <= len(text) <= LONGEST or not text.isprintable():
            raise BadProductFact(value, what, f"1 to {LONGEST} letters on one line")
        return text

    return read


def _amount(what: str) -> Callable[[Session, Sku | None, Value], Value]:
    def read(books: Session, sku: Sku | None, value: Value) -> Value:
        if value is None:
            return None
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or not 0 <= int(value) <= MOST_MINOR:
            currency = sku.currency if sku is not None else settings.value(books, "currency")
            said = money(int(value), currency) if whole else value
            most = money(MOST_MINOR, currency)
            raise BadProductFact(said, what, f"an amount from 0 to {most}, or nothing")
        return value

    return read


def _column(name: str) -> Callable[[Session, Sku], Value]:
    def now(_books: Session, sku: Sku) -> Value:
        value: Value = getattr(sku, name)
        return value

    return now


def _set(name: str) -> Callable[[Session, Sku, Value], None]:
    def put(_books: Session, sku: Sku, value: Value) -> None:
        setattr(sku, name, value)

    return put


def _retitle(books: Session, sku: Sku, value: Value) -> None:
    sku.title = str(value)
    catalogue.changed(books)


def _read_code(books: Session, sku: Sku | None, value: Value) -> Value:
    code = product_codes.read(str(value or ""), "SKU")
    product_codes.check(books, code, of=sku.id if sku else None)
    return code


def _read_barcode(books: Session, sku: Sku | None, value: Value) -> Value:
    if value in {None, ""}:
        return None
    barcode = product_codes.read(str(value), "barcode")
    product_codes.check_barcode(books, barcode, of=sku.id if sku else None)
    return barcode


def _supplier_of(books: Session, sku: Sku) -> Value:
    return books.get_one(Supplier, sku.supplier_id).name if sku.supplier_id is not None else None


def _read_supplier(books: Session, _sku: Sku | None, value: Value) -> Value:
    said = str("" if value is None else value).strip()
    return suppliers.named(books, said).name if said else None


def _buy_from(books: Session, sku: Sku, value: Value) -> None:
    sku.supplier_id = suppliers.named(books, str(value)).id if value is not None else None
    # who waits for it is promised another day
    fills.ask(books, [sku.id])


def _read_active(_books: Session, _sku: Sku | None, value: Value) -> Value:
    if not isinstance(value, bool):
        raise BadProductFact(value, "answer to whether it is active", "yes or no")
    return value


def _end_or_begin(books: Session, sku: Sku, value: Value) -> None:
    (product_ends.begin if value else product_ends.end)(books, sku)
    catalogue.changed(books)


def _rename(books: Session, sku: Sku, value: Value) -> None:
    product_codes.rename(books, sku, str(value))


CODE, TITLE, BARCODE = "code", "title", "barcode"
FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field(CODE, "SKU", "sku", _column("code"), _read_code, _rename, names=True),
        Field(TITLE, "title", "title", _column("title"), _text("title"), _retitle),
        Field("option", "option", "option", _column("option"), _text("option"), _set("option")),
        Field(BARCODE, "barcode", "barcode", _column("barcode"), _read_barcode, _set("barcode"),
              names=True),
        Field("price", "price", "price_minor", _column("price_minor"), _amount("price"),
              _set("price_minor")),
        Field("cost", "cost", "cost_minor", _column("cost_minor"), _amount("cost"),
              _set("cost_minor")),
        Field("supplier", "supplier", "supplier", _supplier_of, _read_supplier, _buy_from),
        Field("active", "active", "active", _column("active"), _read_active, _end_or_begin),
    )
}  # fmt: skip
