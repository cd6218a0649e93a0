"""The tab Products: what is sold, as the owner writes it, and rows that may become products."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from oms import ledger_edits, ledger_rows, product_edits, product_fields
from oms.errors import ShopError
from oms.ledger_edits import PRODUCT_COLUMNS, Ref
from oms.ledger_questions import NEW_ROW, RENAME, Asking
from oms.ledger_rows import ProductRow
from sheets import as_shown
from sheets.cells import Cell
from sheets.grammar import Grammar
from sheets.reading import Kind, read, show
from sheets.tab import Column, Owner, Row, Rows, Tab, fold
from sheets.taking import Left, Taking
from sheets.unreadable import Unreadable

TITLE = ledger_edits.PRODUCTS
SKU, NAME, PRICE, COST, ACTIVE, ROW_ID = "SKU", "Name", "Price", "Cost", "Active", "Row ID"
KINDS = {PRICE: Kind.MONEY, COST: Kind.MONEY, ACTIVE: Kind.FLAG}
"""Heading -> what the column holds, where that is not text."""


def rows(books: Session, only: Collection[str] | None) -> Rows:
    """A row for every product, also for those that ended."""
    found = list(ledger_rows.product_rows(books, only))
    columns: dict[str, list[Cell]] = {
        SKU: [one.sku for one in found],
        NAME: [one.title for one in found],
        "Option": [one.option or "" for one in found],
        "Barcode": [one.barcode or "" for one in found],
        PRICE: [_money(one.price_minor, one.currency) for one in found],
        COST: [_money(one.cost_minor, one.currency) for one in found],
        "Supplier": [one.supplier or "" for one in found],
        ACTIVE: [one.active for one in found],
        ROW_ID: [str(one.sku_id) for one in found],
    }
    return Rows([fold(one.sku) for one in found], columns)


def ref(taking: Taking, key: str) -> Ref:
    """The product of a row."""
    return {"sku": _known(taking)[key].sku_id}


def currency(taking: Taking, key: str) -> str:
    """The currency of a product, in which it stays whatever the shop's is now."""
    return _known(taking)[key].currency


def goods(taking: Taking, keys: Collection[str]) -> set[int]:
    """The products of these rows: changing one waits for whoever moves its stock."""
    known = _known(taking)
    return {known[key].sku_id for key in keys if key in known}


def stranger(taking: Taking, key: str, row: Row, there: Collection[str]) -> Asking | None:
    """Ask whether a row that the books do not know is a new product, or one with another SKU.

    A row with the hidden id of a product whose own row is gone was renamed; while that is there,
    the row is a copy of it.
    """
    code, facts = " ".join(str(row[SKU]).split()), _facts(taking, row)
    by_id = {str(one.sku_id): one for one in _known(taking).values()}
    was = by_id.get(str(row.get(ROW_ID, "")))
    if was is None or fold(was.sku) in there:
        return Asking(NEW_ROW, TITLE, key, {**facts, "title": code}, about=(code,))
    renamed = {"title": was.title, "ref": {"sku": was.sku_id}, "was": was.sku, "code": code}
    return Asking(RENAME, TITLE, key, {**facts, **renamed}, about=(was.sku, code))


def leaves(taking: Taking, key: str) -> Left:
    """A row that was taken out ends its product, unless there is stock or somebody counts on it."""
    one = _known(taking).get(key)
    if one is None or not one.active:
        return Left()
    name = taking.key(TITLE, key, ACTIVE, "taken out")
    try:
        with taking.books.begin_nested():
            done = product_edits.change(
                taking.books, one.sku_id, "active", value=False, by=taking.by, key=name
            )
    except ShopError as refusal:
        return Left(refusal.message.rstrip("."))
    return Left(edit_id=done.edit_id)


def renamed(books: Session, keys: Collection[str]) -> Mapping[str, Sequence[str]]:
    """The keys that rows had whose product had another SKU."""
    return product_edits.codes_before(books, keys)


def needed(rows: Rows, key: str) -> bool:
    """A row that was taken out stands there again once its product is sold again."""
    return rows.cell(key, ACTIVE) is True


def _known(taking: Taking) -> Mapping[str, ProductRow]:
    """The products as the books had them when the pass began."""
    if TITLE not in taking.looked_up:
        products = ledger_rows.product_rows(taking.books)
        taking.looked_up[TITLE] = {fold(one.sku): one for one in products}
    found: Mapping[str, ProductRow] = taking.looked_up[TITLE]
    return found


def _facts(taking: Taking, row: Row) -> dict[str, Any]:
    """What is typed in a row: as the fields of a product, and as it is shown to whoever decides.

    What cannot be read stays as it was typed; then the product is refused, and says why.
    """
    fields: dict[str, Any] = {}
    unread: list[list[str]] = []
    for heading, field in PRODUCT_COLUMNS.items():
        cell = row.get(heading, "")
        if cell != "" or heading == SKU:
            try:
                fields[field] = _value(taking, heading, cell)
            except Unreadable as fault:
                fields[field] = str(cell)
                if heading not in {SKU, *KINDS}:
                    # what is no text is still words, and would be taken
                    unread.append([str(cell), heading.lower(), fault.why])
    fields.setdefault("title", fields["code"])
    shown = [
        [heading, product_fields.shown(fields[field], taking.grammar.currency)]
        for heading, field in PRODUCT_COLUMNS.items()
        if heading != SKU and row.get(heading, "") != ""
    ]
    facts = {"row": fields, "shown": shown, "currency": taking.grammar.currency}
    return {**facts, "unread": unread} if unread else facts


def _value(taking: Taking, heading: str, cell: Cell) -> Any:
    value = read(KINDS.get(heading, Kind.TEXT), cell, taking.grammar)
    if isinstance(value, str) and heading != SKU:
        as_shown.refuse_turned(taking.shown, (TITLE, heading), cell, value)
    return value


def _money(minor: int | None, currency: str) -> Cell:
    return show(Kind.MONEY, minor, Grammar("", currency))


TAB = Tab(
    title=TITLE,
    columns=(
        Column(SKU, Owner.PERSON, is_text=True),
        Column(NAME, Owner.BOTH, is_text=True),
        Column("Option", Owner.BOTH, is_text=True),
        Column("Barcode", Owner.BOTH, is_text=True),
        Column(PRICE, Owner.BOTH, Kind.MONEY),
        Column(COST, Owner.BOTH, Kind.MONEY),
        Column("Supplier", Owner.BOTH, is_text=True),
        Column(ACTIVE, Owner.BOTH, Kind.FLAG),
        Column(ROW_ID, is_text=True, is_hidden=True),
    ),
    key=(SKU,),
    identity=ROW_ID,
    rows=rows,
    ref=ref,
    currency=currency,
    goods=goods,
    stranger=stranger,
    leaves=leaves,
    renamed=renamed,
    needed=needed,
)
