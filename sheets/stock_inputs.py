"""What a person typed into one row of the tab Stock: a count, or an adjustment with its reason."""

from __future__ import annotations

from oms import count_questions, counts, settings, stock
from oms.counts import StockChange, Where
from oms.errors import ShopError
from oms.ledger_rows import StockRow
from sheets import noticing
from sheets.cells import Cell
from sheets.reading import Kind, same
from sheets.reading_numbers import quantity
from sheets.remember import BOOKED, OUTDATED, REFUSED, STOOD
from sheets.taking import Bad, RowRead, Taken, Taking
from sheets.unreadable import Unreadable

TITLE = "Stock"
COUNTED, ADJUST, REASON, ON_HAND = "Counted", "Adjust by", "Reason", "On hand"
BOOKING = (COUNTED, ADJUST)
"""Columns in which what is typed moves stock."""
QUESTION = "_question"
WAIT = "Empty the cell, and type the count again beside the figure of the books."
AGAIN = "the same was booked from this cell just before somebody changed it"
FROM_BEFORE = "it stood there when the spreadsheet was taken over, and may be booked already"
EMPTY_FIRST = "Empty the cell. If it is meant once more, type it again once this note is gone."
SAME_AGAIN = "To have the same looked at again, empty the cell and type it once this note is gone."
MOVED_ALONE = "Empty the cell, put the SKUs back where they were, and type it beside its own."
BOTH = "a count and an adjustment stand side by side, and the one may be in the other already"
COUNT_ASKED = "the count beside it is asked about, and this may be in it already"
ANSWER_FIRST = "Answer in Slack what the count meant, or empty it; then type this anew if need be."
ALONE = "The reason is for the units that you type next; those before keep theirs"
ONE_OF_BOTH = "Empty one of the two: the count alone says what is on the shelf now."


class Refused(Unreadable):
    """It can be read, and does not go with the stock that is there."""


class Typed:
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
        new = [heading for heading in BOOKING if self._is_new(heading)]
        if self._row.beside:
            for heading in new:
                why = f"the row shows what {self._row.beside.replace('|', ' in ')} showed"
                self._refuse(heading, self._row.cells[heading], why, MOVED_ALONE)
            return
        if len(new) == len(BOOKING):
            for heading in new:
                self._bad(heading, self._row.cells[heading], BOTH, ONE_OF_BOTH)
            return
        if ADJUST in new and self._asks_about_a_count():
            self._refuse(ADJUST, self._row.cells[ADJUST], COUNT_ASKED, ANSWER_FIRST)
            new.remove(ADJUST)
        looks = {COUNTED: self._counted, ADJUST: self._adjusted}
        for heading in new:
            typed = self._row.cells[heading]
            try:
                # what is refused half way leaves nothing of itself, and stops no other
                with self._books.begin_nested():
                    looks[heading](typed)
            except Refused as fault:
                self._refuse(heading, typed, fault.why, fault.remedy)
            except Unreadable as fault:
                self._bad(heading, typed, fault.why, fault.remedy)
            except ShopError as refusal:
                remedy = f"{refusal.remedy} {SAME_AGAIN}".strip()
                self._refuse(heading, typed, refusal.message.rstrip("."), remedy)
        self._tell_of_a_reason_alone()

    def _asks_about_a_count(self) -> bool:
        """Whether a count that stands in the row waits for an answer."""
        asked = self._row.memo.get(QUESTION)
        question = count_questions.by_id(self._books, asked) if asked else None
        return question is not None and question.state == "open"

    def _tell_of_a_reason_alone(self) -> None:
        """A reason without units would be taken for that of the next ones, days later."""
        said = self._row.cells.get(REASON, "")
        is_beside = self._row.cells.get(ADJUST, "") != ""
        if said != "" and not is_beside and (self._row.key, REASON) not in self._taken.blank:
            self._taken.say.setdefault(self._row.key, ALONE)

    def _is_new(self, heading: str) -> bool:
        """Whether something stands there of which nothing became yet."""
        if heading not in self._row.cells:
            return False  # a column that is not there is not blank: what was booked is still known
        typed = self._row.cells[heading]
        try:
            if self._was_booked(heading, typed) or self._is_asked(heading, typed):
                return False
            self._was_refused(heading, typed)
        except Unreadable as fault:
            self._bad(heading, typed, fault.why, fault.remedy)
            return False
        return typed != ""

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
        self._blank(heading)
        reason = self._row.memo.get(f"{BOOKED}{REASON}")
        if heading == ADJUST and reason is not None and reason == self._row.cells.get(REASON):
            self._blank(REASON)
        return True

    def _is_asked(self, heading: str, typed: Cell) -> bool:
        """Whether a count was asked about; a question about one that stands there no more goes."""
        asked = self._row.memo.get(QUESTION) if heading == COUNTED else None
        question = count_questions.by_id(self._books, asked) if asked else None
        if question is None:
            return False
        if self._figure(typed) != question.counted:
            count_questions.drop(question)
            self._row.memo.pop(QUESTION)
            return False
        if question.state == "answered":
            self._blank(COUNTED)
        else:
            self._taken.say[self._row.key] = "Asked in Slack what was meant"
        return True

    def _figure(self, typed: Cell) -> int | None:
        """Units; None: it is blank, or cannot be read."""
        try:
            return self._units(typed, signed=True)
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
        shown = self._beside(counted)
        if shown is None:
            raise Refused(f"the cell {ON_HAND} beside it is empty", WAIT)
        key = self._taking.key(TITLE, self._row.key, COUNTED, typed)
        if self._moved_since(shown):
            self._ask(counted, shown)
            return
        self._limit(counted - shown, f"I counted {counted} of")
        change = counts.count(
            self._books, self._where, counted, base=shown, by=self._taking.by, key=key
        )
        self._booked(change, COUNTED, key, "counted")

    def _beside(self, counted: int) -> int | None:
        """On hand as whoever counted saw it; None: nothing stands there.

        Where people typed or pasted another figure than ours over it, they may have counted beside
        that: then it is asked about. A figure from which less than nothing would be left is a slip.
        """
        shown = self._units(self._row.cells.get(ON_HAND, ""), signed=True)
        if shown is None and self._is_first:
            shown = 0
        pasted = self._figure(self._row.typed_over.get(ON_HAND, ""))
        if shown is None or pasted is None or counted + self._one.on_hand < pasted:
            return shown
        return pasted

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
            self._blank(REASON)
            self._row.memo[f"{BOOKED}{REASON}"] = self._row.cells[REASON]

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
        facts = facts_of(self._one, counted) | {
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
        facts = facts_of(self._one, change.after) | {
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
            Refused: it is more than is likely.
        """
        limit = int(settings.value(self._books, "ledger_problem_limit"))
        if abs(units) > max(limit, abs(self._one.on_hand)):
            slip = f"it would change {self._one.on_hand} by {units:+}, more than is likely"
            here = f"{self._one.sku} in {self._one.location}"
            remedy = f"Type another, or empty the cell and say in Slack “{said} {here}”."
            raise Refused(slip, remedy)

    def _units(self, typed: Cell, *, signed: bool = False) -> int | None:
        return quantity(typed, self._taking.grammar, signed=signed)

    def _blank(self, heading: str) -> None:
        self._taken.blank.add((self._row.key, heading))

    def _bad(self, heading: str, typed: Cell, why: str, remedy: str) -> None:
        self._taken.bad.append(Bad(self._row.key, heading, str(typed)[:200], why, remedy))


def facts_of(one: StockRow, counted: int) -> dict[str, object]:
    """What a notice tells of a row, and of the units that were counted there."""
    return {"sku": one.sku, "title": one.title, "location": one.location, "counted": counted,
            "on_hand": one.on_hand, "sku_id": one.sku_id,
            "location_id": one.location_id}  # fmt: skip
