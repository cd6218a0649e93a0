"""The tab Stock: what the books have, and what people count, adjust and want to be told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from oms import (
    count_questions,
    counts,
    ledger_rows,
    ledger_stale,
    product_edits,
    settings,
    stock,
)
from oms.counts import StockChange, Where
from oms.errors import ShopError
from oms.ledger_edits import Ref
from oms.ledger_rows import FirstRows, StockRow
from sheets import noticing
from sheets.cells import Cell
from sheets.reading import Kind, same
from sheets.reading_numbers import quantity
from sheets.remember import BOOKED, OUTDATED, REFUSED, STOOD
from sheets.tab import Column, Owner, Row, Rows, Stale, Tab, fold, fold_all
from sheets.taking import Bad, RowRead, Taken, Taking
from sheets.unreadable import Unreadable

TITLE = "Stock"
COUNTED, ADJUST, REASON, REORDER = "Counted", "Adjust by", "Reason", "Reorder at"
BOOKING = (COUNTED, ADJUST)
"""Columns in which what is typed moves stock."""
ON_HAND, NOTE = "On hand", "Note from assistant"
QUESTION = "_question"
WAIT = "Empty the cell, and type the count again beside the figure of the books."
AGAIN = "the same was booked from this cell just before somebody changed it"
FROM_BEFORE = "it stood there when the spreadsheet was taken over, and may be booked already"
EMPTY_FIRST = "Empty the cell. If it is meant once more, type it again once this note is gone."
SAME_AGAIN = "To have the same looked at again, empty the cell and type it once this note is gone."


def key_of(sku: str, location: str) -> str:
    """The key of a row."""
    return f"{fold(sku)}|{fold(location)}"


def rows(books: Session, only: Collection[str] | None) -> Rows:
    """A row for every SKU at every place where it is or was."""
    found = list(ledger_rows.stock_rows(books, only))
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
    return {key_of(one.sku, one.location) for one in ledger_rows.stock_of(books, sku_ids)}


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
    return _facts(one, counted)


def needed(rows: Rows, key: str) -> bool:
    """A row that was taken out stands there again when there is something of it."""
    return any(rows.cell(key, heading) for heading in (ON_HAND, "Reserved"))


def leaves(taking: Taking, key: str) -> str:
    """A row may go of which nothing is there and nothing is promised."""
    one = _known(taking.books, [key]).get(key)
    if one is None or not (one.on_hand or one.reserved or one.held):
        return ""
    return f"{one.title} ({one.sku}) has {one.on_hand} on hand, {one.reserved} reserved there"


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
            _Typed(taking, taken, row, one, is_first=row.key not in known).take()
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


class _Refused(Unreadable):
    """It can be read, and does not go with the stock that is there."""


class _Typed:
    """What a person typed into one row."""

    def __init__(
        self, taking: Taking, taken: Taken, row: RowRead, one: StockRow, *, is_first: bool
    ) -> None:
        """Of a row; `is_first`: nothing of the product was ever there, and nothing is shown."""
        self._taking, self._taken, self._row, self._one = taking, taken, row, one
        self._is_first = is_first
        self._books = taking.books
        self._where = Where(one.sku_id, one.location_id)

    def take(self) -> None:
        """Look at each cell that a person may type in; one bad cell stops no other."""
        for heading, look in ((COUNTED, self._counted), (ADJUST, self._adjusted)):
            if heading not in self._row.cells:
                continue  # a column that is not there is not blank: what was booked is still known
            typed = self._row.cells[heading]
            try:
                if self._was_booked(heading, typed) or self._is_asked(heading, typed):
                    continue
                self._was_refused(heading, typed)
                # what is refused half way leaves nothing of itself, and stops no other
                with self._books.begin_nested():
                    look(typed)
            except _Refused as fault:
                self._refuse(heading, typed, fault.why, fault.remedy)
            except Unreadable as fault:
                self._bad(heading, typed, fault.why, fault.remedy)
            except ShopError as refusal:
                remedy = f"{refusal.remedy} {SAME_AGAIN}".strip()
                self._refuse(heading, typed, refusal.message.rstrip("."), remedy)

    def _was_booked(self, heading: str, typed: Cell) -> bool:
        """An input that was booked and could not be blanked is blanked now, not booked again.

        Raises:
            Unreadable: somebody changed it after it was booked, and now it says the same once more;
                or it stood there when the spreadsheet was taken over.
        """
        stood = self._row.memo.get(f"{STOOD}{heading}", ())
        if any(same(Kind.QUANTITY, one, typed) for one in stood):
            raise Unreadable(FROM_BEFORE, EMPTY_FIRST)
        self._row.memo.pop(f"{STOOD}{heading}", None)
        booked = self._row.memo.get(f"{BOOKED}{heading}")
        is_outdated = f"{OUTDATED}{heading}" in self._row.memo
        is_same = booked is not None and same(Kind.QUANTITY, booked, typed)
        if booked is not None and not is_same and heading == ADJUST and typed != "":
            # what was booked may come back by undoing what came over it
            self._row.memo[f"{OUTDATED}{heading}"] = True
            return False
        # the same count twice leaves what one leaves
        if not is_same or (is_outdated and heading == COUNTED):
            self._row.memo.pop(f"{BOOKED}{heading}", None)
            self._row.memo.pop(f"{OUTDATED}{heading}", None)
            return False
        if is_outdated:
            raise Unreadable(AGAIN, EMPTY_FIRST)
        # remembered until the cell is seen to be blank: the write may never be sent
        self._taken.blank.add((self._row.key, heading))
        return True

    def _is_asked(self, heading: str, typed: Cell) -> bool:
        """Whether a count was asked about; a question about one that stands there no more goes."""
        asked = self._row.memo.get(QUESTION) if heading == COUNTED else None
        question = count_questions.by_id(self._books, asked) if asked else None
        if question is None:
            return False
        if self._counts(typed) != question.counted:
            count_questions.drop(question)
            self._row.memo.pop(QUESTION)
            return False
        if question.state == "answered":
            self._blank(COUNTED)
        else:
            self._taken.say[self._row.key] = "Asked in Slack what was meant"
        return True

    def _counts(self, typed: Cell) -> int | None:
        try:
            return self._units(typed)
        except Unreadable:
            return None

    def _was_refused(self, heading: str, typed: Cell) -> None:
        """What the books refused is not taken later: it was meant for the stock that was there.

        Raises:
            Unreadable: it says the same as when it was refused.
        """
        refused = self._row.memo.get(f"{REFUSED}{heading}")
        if refused is None:
            return
        before, reason, why, remedy = refused
        if same(Kind.QUANTITY, before, typed) and reason == self._reason(heading):
            raise Unreadable(why, remedy)
        self._row.memo.pop(f"{REFUSED}{heading}")

    def _refuse(self, heading: str, typed: Cell, why: str, remedy: str) -> None:
        said = [typed, self._reason(heading), why, remedy]
        self._row.memo[f"{REFUSED}{heading}"] = said
        self._bad(heading, typed, why, remedy)

    def _reason(self, heading: str) -> str:
        """What is typed as the reason of an adjustment."""
        said = self._row.cells.get(REASON, "") if heading == ADJUST else ""
        return str(said).strip().lower().replace(" ", "_")

    def _counted(self, typed: Cell) -> None:
        counted = self._units(typed)
        if counted is not None:
            self._new_count(typed, counted)

    def _new_count(self, typed: Cell, counted: int) -> None:
        shown = self._units(self._row.cells.get(ON_HAND, ""), signed=True)
        if shown is None and self._is_first:
            shown = 0
        if shown is None:
            raise _Refused(f"the cell {ON_HAND} beside it is empty", WAIT)
        key = self._taking.key(TITLE, self._row.key, COUNTED, typed)
        if self._moved_since(shown):
            self._ask(counted, shown)
            return
        self._limit(counted - shown, f"I counted {counted} of")
        change = counts.count(
            self._books, self._where, counted, base=shown, by=self._taking.by, key=key
        )
        self._booked(change, COUNTED, key, "counted")

    def _adjusted(self, typed: Cell) -> None:
        units = self._units(typed, signed=True)
        if units is None:
            return
        said = self._reason(ADJUST)
        reason = said or ("found" if units > 0 else "correction")
        if units == 0:
            self._blank(ADJUST)
            return
        key = self._taking.key(TITLE, self._row.key, ADJUST, typed)
        self._limit(units, f"add {units} of" if units > 0 else f"take off {-units}")
        change = counts.adjust(
            self._books, self._where, units, reason=reason, by=self._taking.by, key=key
        )
        self._booked(change, ADJUST, key, reason.replace("_", " "))
        if said:
            self._taken.blank.add((self._row.key, REASON))

    def _moved_since(self, shown: int) -> bool:
        """Whether what stands in the cell may not be what was on the shelf when it was written."""
        if shown != self._one.on_hand:
            # also where the numbers of movements say nothing: they are given before it is known
            # in which order they will be there
            return True
        moved = stock.position(self._books, self._one.sku_id, self._one.location_id)
        return bool(self._row.position) and moved > self._row.position

    def _ask(self, counted: int, shown: int) -> None:
        question = count_questions.ask(
            self._books, self._where, counted=counted, shown=shown, on_hand=self._one.on_hand
        )
        self._row.memo[QUESTION] = question.id
        self._taken.say[self._row.key] = "Asked in Slack what was meant"
        facts = _facts(self._one, counted) | {
            "question": question.id,
            "shown": shown,
            "other": counted + self._one.on_hand - shown,
        }
        name = f"question:{question.id}"
        noticing.notice(self._books, "notices/count_question", name, facts)

    def _booked(self, change: StockChange, heading: str, key: str, reason: str) -> None:
        self._blank(heading)
        # remembered from now on: the program may die before the cell is blanked
        self._row.memo[f"{BOOKED}{heading}"] = self._row.cells[heading]
        self._row.memo.pop(f"{OUTDATED}{heading}", None)
        self._taken.booked += 1
        facts = _facts(self._one, change.after) | {
            "before": change.before, "after": change.after, "reason": reason,
            "movement": change.movement_id,
        }  # fmt: skip
        noticing.notice(self._books, "notices/stock_changed", key, facts)

    def _limit(self, units: int, said: str) -> None:
        """A slip of the fingers is not booked.

        Args:
            units: by how many the stock would change.
            said: how that begins in Slack, where it is shown before it is done.

        Raises:
            _Refused: it is more than is likely.
        """
        limit = int(settings.value(self._books, "ledger_problem_limit"))
        if abs(units) > max(limit, abs(self._one.on_hand)):
            slip = f"it would change {self._one.on_hand} by {units:+}, more than is likely"
            here = f"{self._one.sku} in {self._one.location}"
            remedy = f"Type another, or empty the cell and say in Slack “{said} {here}”."
            raise _Refused(slip, remedy)

    def _units(self, typed: Cell, *, signed: bool = False) -> int | None:
        return quantity(typed, self._taking.grammar, signed=signed)

    def _blank(self, heading: str) -> None:
        self._taken.blank.add((self._row.key, heading))

    def _bad(self, heading: str, typed: Cell, why: str, remedy: str) -> None:
        self._taken.bad.append(Bad(self._row.key, heading, str(typed)[:200], why, remedy))


def _facts(one: StockRow, counted: int) -> dict[str, object]:
    return {"sku": one.sku, "title": one.title, "location": one.location, "counted": counted,
            "on_hand": one.on_hand, "sku_id": one.sku_id,
            "location_id": one.location_id}  # fmt: skip


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
    take=take,
    ref=ref,
    goods=goods,
    overtyped=overtyped,
    leaves=leaves,
    renamed=renamed,
    needed=needed,
    remembered=(ON_HAND,),
    waits={COUNTED: QUESTION},
    stale=Stale(ledger_stale.is_noted, stale),
)  # fmt: skip
