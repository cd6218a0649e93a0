"""The tab Stock: what the books have, and what people count, adjust and want to be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from oms import count_questions, counts, ledger_rows, locks, once, outbox, reorder, settings, stock
from oms.counts import StockChange, Where
from oms.errors import ShopError
from oms.ledger_rows import StockRow
from sheets.cells import Cell
from sheets.reading_numbers import WHOLE, quantity
from sheets.reconcile import same
from sheets.remember import BOOKED
from sheets.tab import Column, Owner, Row, Tab, fold
from sheets.taking import Bad, RowRead, Taken, Taking
from sheets.unreadable import Unreadable

TITLE = "Stock"
COUNTED, ADJUST, REASON, REORDER = "Counted", "Adjust by", "Reason", "Reorder at"
BOOKING = (COUNTED, ADJUST)
"""Columns in which what is typed moves stock."""
ON_HAND, NOTE = "On hand", "Note from assistant"
QUESTION = "_question"
WAIT = "Type the count again once the books show a figure there."


def key_of(sku: str, location: str) -> str:
    """The key of a row."""
    return f"{fold(sku)}|{fold(location)}"


def rows(books: Session) -> Mapping[str, Row]:
    """A row for every SKU at every place where it is or was."""
    return {key_of(one.sku, one.location): _shown(one) for one in ledger_rows.stock_rows(books)}


def take(taking: Taking, read: Sequence[RowRead]) -> Taken:
    """Book what was typed: counts, adjustments, reorder points; offer what was overtyped."""
    # one transaction books all that was typed, in the order of the ledger's rows
    with locks.command(taking.books):
        return _take(taking, read, _locked(taking.books, read))


def _locked(books: Session, read: Sequence[RowRead]) -> Mapping[str, StockRow]:
    """The books' rows by their key; the stock of those in which something was typed is locked."""
    known = _known(books)
    typed = {row.key for row in read if any(row.cells.get(one, "") != "" for one in BOOKING)}
    locks.stock(books, {known[key].sku_id for key in typed if key in known})
    return _known(books) if typed else known


def _known(books: Session) -> Mapping[str, StockRow]:
    return {key_of(one.sku, one.location): one for one in ledger_rows.stock_rows(books)}


def _take(taking: Taking, read: Sequence[RowRead], known: Mapping[str, StockRow]) -> Taken:
    taken = Taken()
    for row in read:
        one = known.get(row.key)
        if one is None:
            _stranger(row, taken)
            continue
        _Typed(taking, taken, row, one).take()
    return taken


class _Typed:
    """What a person typed into one row."""

    def __init__(self, taking: Taking, taken: Taken, row: RowRead, one: StockRow) -> None:
        self._taking, self._taken, self._row, self._one = taking, taken, row, one
        self._books = taking.books
        self._where = Where(one.sku_id, one.location_id)

    def take(self) -> None:
        """Look at each cell that a person may type in; one bad cell stops no other."""
        for heading, look in (
            (COUNTED, self._counted), (ADJUST, self._adjusted), (REORDER, self._reordered),
            (ON_HAND, self._overtyped),
        ):  # fmt: skip
            typed = self._row.cells.get(heading, "")
            if self._was_booked(heading, typed):
                continue
            try:
                look(typed)
            except Unreadable as fault:
                self._bad(heading, typed, fault.why, fault.remedy)
            except ShopError as refusal:
                self._bad(heading, typed, refusal.message.rstrip("."), refusal.remedy)

    def _was_booked(self, heading: str, typed: Cell) -> bool:
        """An input that was booked and could not be blanked is blanked now, not booked again."""
        booked = self._row.shown.pop(f"{BOOKED}{heading}", None)
        if booked is None or not same(booked, typed):
            return False
        self._taken.blank.add((self._row.key, heading))
        return True

    def _counted(self, typed: Cell) -> None:
        asked = self._row.shown.get(QUESTION)
        question = count_questions.by_id(self._books, asked) if asked else None
        counted = self._units(typed)
        if question is not None and question.counted == counted:
            if question.state == "answered":
                self._blank(COUNTED)
            else:
                self._taken.say[self._row.key] = "Asked in Slack what was meant"
            return
        if question is not None:
            # what was asked about is no longer there
            count_questions.drop(question)
            self._row.shown.pop(QUESTION)
        if counted is not None:
            self._new_count(typed, counted)

    def _new_count(self, typed: Cell, counted: int) -> None:
        shown = self._units(self._row.cells.get(ON_HAND, ""), signed=True)
        if shown is None:
            raise Unreadable(f"the cell {ON_HAND} beside it is empty", WAIT)
        key = self._taking.key(TITLE, self._row.key, COUNTED, typed)
        # booked by a program that died before it could blank the cell: what moved is this count
        if not once.is_done(self._books, key):
            if self._moved_since(shown):
                self._ask(counted, shown)
                return
            self._limit(counted - shown)
        change = counts.count(
            self._books, self._where, counted, base=shown, by=self._taking.by, key=key
        )
        self._booked(change, COUNTED, key, "counted")

    def _adjusted(self, typed: Cell) -> None:
        units = self._units(typed, signed=True)
        if units is None:
            return
        said = str(self._row.cells.get(REASON, "")).strip().lower().replace(" ", "_")
        reason = said or ("found" if units > 0 else "correction")
        if units == 0:
            self._blank(ADJUST)
            return
        key = self._taking.key(TITLE, self._row.key, ADJUST, typed)
        if not once.is_done(self._books, key):
            self._limit(units)
        change = counts.adjust(
            self._books, self._where, units, reason=reason, by=self._taking.by, key=key
        )
        self._booked(change, ADJUST, key, reason.replace("_", " "))
        if said:
            self._taken.blank.add((self._row.key, REASON))

    def _reordered(self, typed: Cell) -> None:
        base = self._row.shown.get(REORDER, "")
        if REORDER not in self._row.cells or typed == base or self._row.position == 0:
            return
        now = reorder.point_of(self._books, self._where)
        wanted = self._units(typed)
        if now not in (None if base == "" else base, wanted):
            both = f"it was {base or 'empty'} and was changed to {now} elsewhere as well"
            raise Unreadable(both, WHOLE)
        reorder.set_point(self._books, self._where, wanted, by=self._taking.by)
        self._row.shown[REORDER] = "" if wanted is None else wanted
        self._taken.booked += 1

    def _overtyped(self, typed: Cell) -> None:
        """`On hand` belongs to the books: it is put back, and what was typed is offered."""
        shown = self._row.shown.get(ON_HAND)
        if shown is None or typed in {shown, ""} or typed == self._one.on_hand:
            return
        counted = self._units(typed)
        if counted is None:
            return
        key = self._taking.key(TITLE, self._row.key, ON_HAND, typed)
        self._tell("notices/overtyped", key, self._facts(counted))

    def _moved_since(self, shown: int) -> bool:
        """Whether what stands in the cell may not be what was on the shelf when it was written."""
        if self._row.position == 0:
            return shown != self._one.on_hand
        moved = stock.position(self._books, self._one.sku_id, self._one.location_id)
        return moved > self._row.position

    def _ask(self, counted: int, shown: int) -> None:
        question = count_questions.ask(
            self._books, self._where, counted=counted, shown=shown, on_hand=self._one.on_hand
        )
        self._row.shown[QUESTION] = question.id
        self._taken.say[self._row.key] = "Asked in Slack what was meant"
        facts = self._facts(counted) | {
            "question": question.id,
            "shown": shown,
            "other": counted + self._one.on_hand - shown,
        }
        self._tell("notices/count_question", f"question:{question.id}", facts)

    def _facts(self, counted: int) -> dict[str, object]:
        one = self._one
        return {"sku": one.sku, "title": one.title, "location": one.location, "counted": counted,
                "on_hand": one.on_hand, "sku_id": one.sku_id,
                "location_id": one.location_id}  # fmt: skip

    def _booked(self, change: StockChange, heading: str, key: str, reason: str) -> None:
        self._blank(heading)
        self._taken.booked += 1
        facts = self._facts(change.after) | {
            "before": change.before, "after": change.after, "reason": reason,
            "movement": change.movement_id,
        }  # fmt: skip
        self._tell("notices/stock_changed", key, facts)

    def _tell(self, template: str, key: str, facts: dict[str, object]) -> None:
        """Tell the owner in Slack, once; a shop without a channel for it is not told."""
        channel = settings.value(self._books, "notice_channel")
        if channel:
            payload = {"template": template, "facts": facts}
            outbox.tell(
                self._books, kind="notice", key=f"notice:{key}", target=channel, payload=payload
            )

    def _limit(self, units: int) -> None:
        """A slip of the fingers is asked about before it is booked."""
        limit = int(settings.value(self._books, "ledger_problem_limit"))
        if abs(units) > max(limit, abs(self._one.on_hand)):
            slip = f"it would change {self._one.on_hand} by {units:+}, more than is likely"
            raise Unreadable(slip, WHOLE)

    def _units(self, typed: Cell, *, signed: bool = False) -> int | None:
        return quantity(typed, self._taking.grammar, signed=signed)

    def _blank(self, heading: str) -> None:
        self._taken.blank.add((self._row.key, heading))
        if heading == COUNTED:
            self._row.shown.pop(QUESTION, None)

    def _bad(self, heading: str, typed: Cell, why: str, remedy: str) -> None:
        self._taken.bad.append(Bad(self._row.key, heading, str(typed)[:200], why, remedy))


def _stranger(row: RowRead, taken: Taken) -> None:
    """A row that the books do not know: what is typed there is kept, and asked about."""
    for heading in (COUNTED, ADJUST):
        typed = row.cells.get(heading, "")
        if typed != "":
            why = "no SKU and location of that name are in the books"
            remedy = "Check the SKU and the location, or bring the product in first."
            taken.bad.append(Bad(row.key, heading, str(typed)[:200], why, remedy))


def _shown(one: StockRow) -> Row:
    return {
        "SKU": one.sku,
        "Location": one.location,
        "Name": one.title,
        REORDER: "" if one.reorder_at is None else one.reorder_at,
        ON_HAND: one.on_hand,
        "Reserved": one.reserved,
        "Available": one.available,
        NOTE: "Oversold" if one.available < 0 else "",
    }


TAB = Tab(
    title=TITLE,
    columns=(
        Column("SKU", Owner.PERSON, is_text=True),
        Column("Location", Owner.PERSON, is_text=True),
        Column("Name"),
        Column(COUNTED, Owner.PERSON, is_input=True),
        Column(ADJUST, Owner.PERSON, is_input=True),
        Column(REASON, Owner.PERSON, is_input=True, choices=tuple(
            reason.replace("_", " ") for reason in counts.REASONS)),
        Column(REORDER, Owner.BOTH),
        Column(ON_HAND),
        Column("Reserved"),
        Column("Available"),
        Column("Updated", is_stamp=True),
        Column(NOTE),
    ),
    key=("SKU", "Location"),
    rows=rows,
    take=take,
    remembered=(ON_HAND, REORDER),
)  # fmt: skip
