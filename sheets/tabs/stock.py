"""The tab Stock: what the books have, and what people count, adjust and want to be told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from oms import counts, ledger_rows, ledger_stale, product_edits
from oms.ledger_edits import Ref
from oms.ledger_rows import FirstRows, StockRow
from sheets.cells import Cell
from sheets.reading import Kind
from sheets.reading_numbers import quantity
from sheets.stock_inputs import (
    ADJUST,
    BOOKING,
    COUNTED,
    ON_HAND,
    QUESTION,
    REASON,
    TITLE,
    Typed,
    facts_of,
)
from sheets.tab import Column, Owner, Row, Rows, Stale, Tab, fold, fold_all
from sheets.taking import Bad, Left, RowRead, Taken, Taking
from sheets.unreadable import Unreadable

REORDER, NOTE = "Reorder at", "Note from assistant"


def key_of(sku: str, location: str) -> str:
    """The key of a row."""
    return f"{fold(sku)}|{fold(location)}"


def rows(books: Session, only: Collection[str] | None) -> Rows:
    """A row for every SKU at every place where it is or was."""
    return _shown(list(ledger_rows.stock_rows(books, only)))


def first(books: Session, keys: Collection[str], there: Collection[str]) -> Rows:
    """The rows of SKUs at places where nothing of them ever was, and of SKUs that were renamed."""
    found = _shown(list(_first(books, keys).rows.values()))
    former = {was: now for was, now in called(books, keys).items() if now in there}
    if not former:
        return found
    said = [f"Called {now.partition('|')[0]} now: take this row out" for now in former.values()]
    columns: dict[str, Sequence[Cell]] = {heading: [""] * len(former) for heading in found.columns}
    columns |= {"SKU": [was.partition("|")[0] for was in former],
                "Location": [was.partition("|")[2] for was in former], NOTE: said}  # fmt: skip
    return found.beside(Rows(list(former), columns))


def called(books: Session, keys: Collection[str]) -> Mapping[str, str]:
    """The keys of rows whose product had another SKU -> those that they have now."""
    parts = {key: key.partition("|") for key in keys}
    now = product_edits.codes_now(books, {code for code, _, _ in parts.values()})
    return {key: f"{now[code]}|{place}" for key, (code, _, place) in parts.items() if code in now}


def _shown(found: Sequence[StockRow]) -> Rows:
    codes, places = [one.sku for one in found], [one.location for one in found]
    free = [one.available for one in found]
    columns: dict[str, list[Cell]] = {
        "SKU": [*codes],
        "Location": [*places],
        "Name": [one.title for one in found],
        REORDER: [_empty(one.reorder_at) for one in found],
        ON_HAND: [one.on_hand for one in found],
        "Reserved": [one.reserved for one in found],
        "Available": [*free],
        NOTE: ["Oversold" if units < 0 else "" for units in free],
    }
    keys = map("|".join, zip(fold_all(codes), fold_all(places), strict=True))
    return Rows(list(keys), columns)


def stale(books: Session) -> set[str] | None:
    """The rows whose figures changed in the books since this was asked last; None: maybe all."""
    sku_ids = ledger_stale.take(books)
    if sku_ids is None or len(sku_ids) > ledger_rows.MANY:
        return None
    former = product_edits.codes_of(books, sku_ids)
    return {
        key_of(code, one.location)
        for one in ledger_rows.stock_of(books, sku_ids)
        for code in (one.sku, *former.get(one.sku_id, ()))
    }


def goods(taking: Taking, keys: Collection[str]) -> set[int]:
    """The SKUs of these rows."""
    return {one.sku_id for one in _places(taking, keys).values()}


def ref(taking: Taking, key: str) -> Ref:
    """The SKU and the location of a row."""
    one = _places(taking, [key])[key]
    return {"sku": one.sku_id, "location": one.location_id}


def overtyped(taking: Taking, key: str, heading: str, typed: Cell) -> Mapping[str, object] | None:
    """What was typed over On hand may be a count: it is offered as one, never booked by itself."""
    one = _known(taking.books, [key]).get(key)
    if heading != ON_HAND or one is None:
        return None
    try:
        counted = quantity(typed, taking.grammar)
    except Unreadable:
        return None
    if counted is None or counted == one.on_hand:
        return None
    return facts_of(one, counted)


def needed(rows: Rows, key: str) -> bool:
    """A row that was taken out stands there again when there is something of it."""
    return any(rows.cell(key, heading) for heading in (ON_HAND, "Reserved"))


def leaves(taking: Taking, key: str) -> Left:
    """A row may go of which nothing is there and nothing is promised."""
    one = _known(taking.books, [key]).get(key)
    if one is None or not (one.on_hand or one.reserved or one.held):
        return Left()
    return Left(f"{one.title} ({one.sku}) has {one.on_hand} on hand, {one.reserved} reserved there")


def renamed(books: Session, keys: Collection[str]) -> Mapping[str, Sequence[str]]:
    """The keys that rows had whose product had another SKU."""
    parts = {key: key.partition("|") for key in keys}
    former = product_edits.codes_before(books, {code for code, _, _ in parts.values()})
    return {
        key: [f"{one}|{place}" for one in former[code]]
        for key, (code, _, place) in parts.items()
        if code in former
    }


def _stranger(key: str, row: Row, first: FirstRows) -> Bad | None:
    """A row that the books do not know: what is typed there is kept, and it is said why."""
    for heading in BOOKING:
        typed = row.get(heading, "")
        if typed != "":
            return Bad(key, heading, str(typed)[:200], *_unknown(key, first))
    return None


def _unknown(key: str, first: FirstRows) -> tuple[str, str]:
    """What of a row the books do not know, and what to do."""
    sku, _, place = key.partition("|")
    if place in first.places:
        return (
            f"no product with the SKU {sku} is sold",
            "Check the SKU, or add the product in Products first.",
        )
    if sku in first.skus:
        return (
            f"the shop has no location {place}",
            "Check the location, or have an owner add it in Slack first.",
        )
    return (
        f"neither the SKU {sku} nor the location {place} is in the books",
        "Check both, or bring the product and the location in first.",
    )


def take(taking: Taking, read: Sequence[RowRead]) -> Taken:
    """Book what was typed: counts and adjustments, in the order of the ledger's rows."""
    taken = Taken()
    # read again: the stock is locked since
    known = _known(taking.books, [row.key for row in read])
    first = _first(taking.books, [row.key for row in read if row.key not in known])
    for row in read:
        one = known.get(row.key) or first.rows.get(row.key)
        if one is not None:
            Typed(taking, taken, row, one, is_first=row.key not in known).take()
        elif (bad := _stranger(row.key, row.cells, first)) is not None:
            taken.bad.append(bad)
    return taken


def _first(books: Session, keys: Collection[str]) -> FirstRows:
    return ledger_rows.first_rows(books, keys) if keys else FirstRows({}, (), ())


def _known(books: Session, keys: Collection[str]) -> Mapping[str, StockRow]:
    return {key_of(one.sku, one.location): one for one in ledger_rows.stock_rows(books, keys)}


def _places(taking: Taking, keys: Collection[str]) -> Mapping[str, StockRow]:
    """These rows, as far as the books know what they are about, for what no booking changes."""
    known: dict[str, StockRow] = taking.looked_up.setdefault(TITLE, {})
    new = [key for key in keys if key not in known]
    if new:
        known |= _known(taking.books, new)
        known |= _first(taking.books, [key for key in new if key not in known]).rows
    return {key: known[key] for key in keys if key in known}


def _empty(units: int | None) -> Cell:
    return "" if units is None else units


TAB = Tab(
    title=TITLE,
    columns=(
        Column("SKU", Owner.PERSON, is_text=True),
        Column("Location", Owner.PERSON, is_text=True),
        Column("Name"),
        Column(COUNTED, Owner.PERSON, Kind.QUANTITY, is_input=True),
        Column(ADJUST, Owner.PERSON, Kind.QUANTITY, is_input=True),
        Column(REASON, Owner.PERSON, is_input=True, choices=tuple(
            reason.replace("_", " ") for reason in counts.REASONS)),
        Column(REORDER, Owner.BOTH, Kind.QUANTITY),
        Column(ON_HAND, kind=Kind.QUANTITY),
        Column("Reserved", kind=Kind.QUANTITY),
        Column("Available", kind=Kind.QUANTITY),
        Column("Updated", is_stamp=True),
        Column(NOTE),
    ),
    key=("SKU", "Location"),
    rows=rows,
    first=first,
    take=take,
    ref=ref,
    goods=goods,
    overtyped=overtyped,
    leaves=leaves,
    renamed=renamed,
    called=called,
    needed=needed,
    remembered=(ON_HAND,),
    waits={COUNTED: QUESTION},
    stale=Stale(ledger_stale.is_noted, stale),
)  # fmt: skip
