"""Edits of the ledger that the books take: one value of one thing, set once, and put back.

A place of the ledger is a tab and a heading, and what it is about is told by ids (`Ref`): of a
product `{"sku": 12}`, of stock `{"sku": 12, "location": 3}`, of a setting `{"setting": "zone"}`,
of an order `{"order": 7}`, of a return `{"return": 4}`, of a word `{"words": "big blues"}`. Each
edit is a row of the history; its id is all that is needed to put it back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    barcode_exchange,
    history,
    ledger_notes,
    locks,
    money_words,
    product_edits,
    product_fields,
    reorder,
    settings,
)
from oms import words as own_words
from oms.actors import Who
from oms.counts import Where
from oms.errors import NoLongerPossible, ShopError
from oms.history import About
from oms.once import is_done, once
from oms.product_codes import BarcodeTaken
from oms.product_fields import FIELDS, Value
from oms.tables.catalogue import Location, Sku
from oms.tables.messages import History
from oms.tables.people import Actor
from oms.values import parse_units

Ref = Mapping[str, int | str]
Place = tuple[str, str]
"""Tab and heading."""
PRODUCTS, STOCK, SETTINGS, WORDS = "Products", "Stock", "Settings", "Words"
PRODUCT_COLUMNS: Mapping[str, str] = {
    "SKU": "code",
    "Name": "title",
    "Option": "option",
    "Barcode": "barcode",
    "Price": "price",
    "Cost": "cost",
    "Supplier": "supplier",
    "Active": "active",
}
"""Heading -> the fact of a product."""
REORDER_AT, SETTING, WORD = (STOCK, "Reorder at"), (SETTINGS, "Value"), (WORDS, "Means")
NOTES: Mapping[Place, str] = {("Orders", "Notes"): "order", ("Returns", "Notes"): "return"}
PLACES = {*((PRODUCTS, heading) for heading in PRODUCT_COLUMNS), REORDER_AT, SETTING, WORD, *NOTES}
"""Where both the books and people may change a value."""


@dataclass(frozen=True)
class LedgerEdit:
    """A value before and after."""

    before: Value
    after: Value
    edit_id: int | None
    """Row of the history, by which it is put back; None: it was so already."""


def put(books: Session, place: Place, ref: Ref, value: Value, *, by: Who, key: str) -> LedgerEdit:
    """Set what stands in one place of the ledger to a value that somebody decided on.

    Args:
        books: open for writing.
        place: one of `PLACES`.
        ref: what it is about.
        value: text, whole units, minor units, yes or no; None: empty.
        by: whoever decided.
        key: the same key sets it once.

    Raises:
        NotAllowed: the role does not change that.
        ShopError: the value cannot be that; of products as `product_edits.change`.
    """
    if place[0] == PRODUCTS:
        field = PRODUCT_COLUMNS[place[1]]
        changed = product_edits.change(books, int(ref["sku"]), field, value, by=by, key=key)
        return LedgerEdit(changed.before, changed.after, changed.edit_id)

    def do() -> dict[str, Any]:
        return asdict(_put(books, place, ref, value, by))

    arguments = {"place": list(place), "ref": dict(ref), "value": value}
    return LedgerEdit(**once(books, key, "ledger_edit", arguments, by=by, do=do))


def undo(books: Session, edit_id: int, *, by: Who, key: str) -> LedgerEdit:
    """Put a value back to what it was before an edit, if nobody changed it since.

    Raises:
        NotAllowed: the role does not change that.
        NoLongerPossible: it was changed again since, or there is no such edit.
        ShopError: what it was cannot be any more, as `product_edits.undo`.
    """
    row = books.get(History, edit_id)
    if row is None:
        raise NoLongerPossible("There is no such edit.")
    if product_edits.field_of(row) is not None:
        done = product_edits.undo(books, edit_id, by=by, key=key)
        return LedgerEdit(done.before, done.after, done.edit_id)
    place, ref, name = _place_of(row)

    def do() -> dict[str, Any]:
        was, is_now = (row.before or {})[name], (row.after or {})[name]
        _lock(books, ref)
        now = value_of(books, place, ref)
        since = [one for one in history.again(books, row) if _place_of(one)[1] == ref]
        if now != is_now or since:
            raise NoLongerPossible(
                f"It was changed again since and is {words(books, place, ref, now)} now.",
                remedy="Nothing was taken back. Type what it should be in the ledger.",
            )
        return asdict(_put(books, place, ref, was, by))

    return LedgerEdit(**once(books, key, "undo_ledger_edit", {"edit": edit_id}, by=by, do=do))


@dataclass(frozen=True)
class AllUndone:
    """What became of putting several edits back."""

    undone: tuple[int, ...]
    """Edits that put something back."""
    refused: tuple[str, ...]
    """Why others stay."""


def undo_all(books: Session, first: int, last: int, *, by: Who, key: str) -> AllUndone:
    """Put back all edits of a pass, the last first; what somebody changed since stays.

    Args:
        books: open for writing.
        first: the first edit that was taken.
        last: the last one.
        by: whoever puts them back.
        key: the same key puts each back once.
    """
    return undo_each(books, of_pass(books, first, last), by=by, key=key)


def undo_each(books: Session, edit_ids: Sequence[int], *, by: Who, key: str) -> AllUndone:
    """Put back these edits, the last first; what somebody changed since stays.

    Args:
        books: open for writing.
        edit_ids: in the order in which they were made.
        by: whoever puts them back.
        key: the same key puts each back once.
    """

    def back(edit_id: int) -> LedgerEdit:
        return undo(books, edit_id, by=by, key=f"{key}:{edit_id}")

    def do() -> dict[str, Any]:
        return asdict(result)

    of_all = f"{key}:each"
    # each is a command of its own, and locks what it needs in order
    known = is_done(books, of_all)
    result = AllUndone((), ()) if known else _UndoEach(books, by, key, back).done(edit_ids)
    told = once(books, of_all, "undo_edits", {"edits": list(edit_ids)}, by=by, do=do)
    return AllUndone(tuple(told["undone"]), tuple(told["refused"]))


class _UndoEach:
    """Puts several edits back; barcodes that went round go back together."""

    def __init__(
        self, books: Session, by: Who, key: str, back: Callable[[int], LedgerEdit]
    ) -> None:
        """Get ready; `back` puts one back."""
        self._books, self._by, self._key, self._back = books, by, key, back
        self._edit_of: dict[int, int] = {}
        self._undone: list[int] = []
        self._refused: dict[int, str] = {}

    def done(self, edit_ids: Sequence[int]) -> AllUndone:
        """Put back what can be put back, the last first."""
        refused = dict[int, BarcodeTaken]()
        for edit_id in reversed(edit_ids):
            if why := self._undo(edit_id):
                sku_id = self._books.get_one(History, edit_id).about_id or 0
                self._edit_of[sku_id], refused[sku_id] = edit_id, why
        barcode_exchange.in_turn(
            refused, lambda sku_id: self._undo(self._edit_of[sku_id]), self._exchange
        )
        return AllUndone(tuple(self._undone), tuple(self._refused.values()))

    def _undo(self, edit_id: int) -> BarcodeTaken | None:
        self._refused.pop(edit_id, None)
        try:
            with self._books.begin_nested():
                back = self._back(edit_id)
        except ShopError as refusal:
            self._refused[edit_id] = refusal.message
            return refusal if isinstance(refusal, BarcodeTaken) else None
        self._undone += [back.edit_id] if back.edit_id is not None else []
        return None

    def _exchange(self, going_round: list[int]) -> None:
        edits = [self._edit_of[sku_id] for sku_id in going_round]
        key = f"{self._key}:{min(edits)}:all"
        try:
            with self._books.begin_nested():
                done = barcode_exchange.undo(self._books, edits, by=self._by, key=key)
        except ShopError:
            return
        for edit_id in edits:
            del self._refused[edit_id]
        self._undone += [one.edit_id for one in done.values() if one.edit_id is not None]


def value_of(books: Session, place: Place, ref: Ref) -> Value:
    """What the books say in a place of the ledger now."""
    if place[0] == PRODUCTS:
        field = FIELDS[PRODUCT_COLUMNS[place[1]]]
        return field.now(books, books.get_one(Sku, ref["sku"]))
    if place == REORDER_AT:
        return reorder.point_of(books, _where(ref))
    if place == SETTING:
        return settings.value(books, str(ref["setting"]))
    if place == WORD:
        return own_words.value(books, str(ref["words"]))
    return ledger_notes.note_of(books, NOTES[place], int(ref[NOTES[place]]))


def title_of(books: Session, place: Place, ref: Ref) -> str:
    """What a place of the ledger is about, as people call it: Blue mug (MUG-BLU) in Leeds."""
    if "sku" in ref:
        sku = books.get_one(Sku, ref["sku"])
        title = f"{sku.title} ({sku.code})"
        if "location" not in ref:
            return title
        return f"{title} in {books.get_one(Location, ref['location']).name}"
    if place == SETTING:
        return f"setting {ref['setting']}"
    if place == WORD:
        return f"“{ref['words']}”"
    return ledger_notes.title_of(books, NOTES[place], int(ref[NOTES[place]]))


def words(books: Session, place: Place, ref: Ref, value: Value) -> str:
    """A value of a place as people read it: £13.50, yes, “–” for none."""
    if place[0] == PRODUCTS and isinstance(value, int):
        return product_fields.shown(value, books.get_one(Sku, ref["sku"]).currency)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return product_fields.shown(value, "") or "–"


def read(books: Session, place: Place, ref: Ref, said: str) -> Value:
    """A value of a place as somebody says it in a sentence; “nothing” empties it.

    Raises:
        BadAmount, BadQuantity: it is no amount, or no whole number.
        BadProductFact: neither yes nor no.
    """
    if said.lower() in {"nothing", "none", "empty"}:
        return None
    if place == REORDER_AT:
        return parse_units(said)
    kept = PRODUCT_COLUMNS.get(place[1]) if place[0] == PRODUCTS else None
    if kept in {"price", "cost"}:
        return money_words.read(said, books.get_one(Sku, ref["sku"]).currency)
    if kept == "active":
        return {"yes": True, "no": False}.get(said.lower(), said)
    return said


@dataclass(frozen=True)
class EditTold:
    """An edit in words."""

    edit_id: int
    title: str
    heading: str
    before: str
    after: str


def told(books: Session, edit_id: int) -> EditTold:
    """An edit in words, as long after as anybody asks.

    Raises:
        NoLongerPossible: there is no such edit.
    """
    row = books.get(History, edit_id)
    if row is None:
        raise NoLongerPossible("There is no such edit.")
    place, ref, name = _place_of(row)
    before, after = (
        words(books, place, ref, (values or {})[name]) for values in (row.before, row.after)
    )
    return EditTold(edit_id, title_of(books, place, ref), place[1], before, after)


def of_pass(books: Session, first: int, last: int) -> list[int]:
    """The edits that were taken from the ledger between two of them, both included, in order."""
    wanted = select(History).where(
        History.id.between(first, last), History.source == "sheet", History.before.is_not(None)
    )
    return [row.id for row in books.scalars(wanted.order_by(History.id)) if _is_edit(row)]


def last_change(books: Session, place: Place, ref: Ref) -> tuple[dt.datetime, str] | None:
    """When and by whom the books' value in a place was last changed; None: it never was."""
    about, what = _recorded_as(books, place, ref)
    wanted = (
        select(History, Actor.name)
        .join(Actor, Actor.id == History.by_id)
        .where(History.about_kind == about.kind, History.what == what)
        .where(History.about_id == about.id if about.id else History.about_id.is_(None))
        .order_by(History.id.desc())
    )
    for row, name in books.execute(wanted):
        if place[0] == PRODUCTS or _place_of(row)[1] == ref:
            return row.at, str(name)
    return None


def _put(books: Session, place: Place, ref: Ref, value: Value, by: Who) -> LedgerEdit:
    _lock(books, ref)
    before = value_of(books, place, ref)
    if place == REORDER_AT:
        actors.allow(by, actors.CATALOGUE)
        edit_id = reorder.set_point(books, _where(ref), _units(value), by=by)
    elif place == SETTING:
        actors.allow(by, actors.MANAGE)
        name, new = str(ref["setting"]), str("" if value is None else value)
        edit_id = settings.change(books, name, new, by=by) if new != before else None
    elif place == WORD:
        edit_id = own_words.put(books, str(ref["words"]), str(value or "") or None, by=by)
    else:
        actors.allow(by, actors.NOTE)
        kind = NOTES[place]
        edit_id = ledger_notes.write(books, kind, int(ref[kind]), str(value or ""), by=by)
    return LedgerEdit(before, value_of(books, place, ref), edit_id)


def _units(value: Value) -> int | None:
    return None if value is None else int(value)


def _where(ref: Ref) -> Where:
    return Where(int(ref["sku"]), int(ref["location"]))


def _lock(books: Session, ref: Ref) -> None:
    """Lock what an edit is about, so that two edits of it are one after the other."""
    if "order" in ref:
        locks.order(books, int(ref["order"]))
    elif "sku" in ref:
        locks.stock(books, [int(ref["sku"])])


def _is_edit(row: History) -> bool:
    try:
        _place_of(row)
    except NoLongerPossible:
        return False
    return True


def _recorded_as(books: Session, place: Place, ref: Ref) -> tuple[About, str]:
    if place[0] == PRODUCTS:
        what = product_edits.what_of(PRODUCT_COLUMNS[place[1]])
        return About("sku", int(ref["sku"])), what
    if place == REORDER_AT:
        return About("sku", int(ref["sku"])), reorder.WHAT
    if place == SETTING:
        return About("setting", None), settings.CHANGED
    if place == WORD:
        return About("word", own_words.word_id(books, str(ref["words"]))), own_words.WHAT
    kind = NOTES[place]
    return About(kind, int(ref[kind])), ledger_notes.WHAT


def _place_of(row: History) -> tuple[Place, Ref, str]:
    """Which place an edit was of, what it was about, and the name of its value in the history."""
    after, about = row.after or {}, int(row.about_id or 0)
    if (fact := product_edits.field_of(row)) is not None:
        heading = next(one for one, field in PRODUCT_COLUMNS.items() if field == fact.name)
        return (PRODUCTS, heading), {"sku": about}, fact.key
    if row.what == reorder.WHAT and row.about_kind == "sku":
        return REORDER_AT, {"sku": about, "location": int(after["location"])}, "point"
    if row.what == settings.CHANGED and row.about_kind == "setting":
        return SETTING, {"setting": str(after["name"])}, "value"
    if row.what == own_words.WHAT and row.about_kind == "word":
        return WORD, {"words": str(after["said"])}, "means"
    for place, kind in NOTES.items():
        if row.what == ledger_notes.WHAT and row.about_kind == kind:
            return place, {kind: about}, "note"
    raise NoLongerPossible("There is no such edit.")
