"""What people changed in cells that are not inputs: taken into the books, held, or put back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from oms import ledger_questions
from oms.ledger_questions import CONFLICT, HELD, VALUES
from oms.tables.sheet import LedgerQuestion
from sheets import changing_hands, gates, shifted_keys
from sheets import merge as merge_of
from sheets.cells import Cell, as_seen
from sheets.crossed import as_before, crossed
from sheets.frame import Frame
from sheets.mediated import CROWDED, SHIFTED, Mediated, Merged, said_as
from sheets.merge import Base, Edit
from sheets.reading import same
from sheets.recalculated import MOVED, Formulas
from sheets.tab import Owner, Rows, Tab
from sheets.taking import Bad, Taking
from sheets.unknown_rows import UnknownRows


def merge(taking: Taking, written: Formulas, found: Sequence[Edit], books: Rows) -> Merged:
    """Take what only people changed, hold what both changed, note what is the books' own.

    Args:
        taking: where it is booked.
        written: the tab as read and what it showed, with its formulas; told of what is taken.
        found: what people changed.
        books: rows of the books that were changed, as they are before any of it is booked.
    """
    base, now = written.base, written.now
    merged, unknown = Merged(shifted=shifted_keys.find(base, now, found)), list[Edit]()
    tried = list[Mediated]()
    found = shifted_keys.typed(base, now, found, _written_anew(taking, now, merged, books))
    mixed = crossed(base, now, found, partial(now.tab.rows, taking.books, None))
    found = [one for one in found if one.key in mixed or not _is_apart(written, one, books)]
    crowd, asked = _crowded(now, found), _asked(taking, now.tab)
    for edit in found:
        is_known = edit.key in books.places
        if edit.is_refilled or (is_known and now.tab.column(edit.heading).is_stamp):
            merged.put_back.append(edit)
        elif is_known and edit.heading in books.columns:
            said = books.cell(edit.key, edit.heading)
            waits = asked.get((edit.key, edit.heading))
            one = Mediated(taking, now.tab, edit, merged, written, waits)
            crowded = CROWDED if edit.heading in crowd else None
            moved = MOVED if written.is_moved(edit) else None
            shifted = SHIFTED if edit.key in merged.shifted else None
            one.doubt = mixed.get(edit.key) or one.waits_for or shifted or crowded or moved
            one.settle(said)
            tried.append(one)
        elif _goes_with_its_row(edit, now.tab, base):
            merged.put_back.append(edit)
        elif not is_known:
            unknown.append(edit)
    changing_hands.settle(taking, tried)
    _hold(UnknownRows(base, now), unknown, merged)
    left = {key: mixed[key] for key, _ in merged.held if key in mixed}
    _leave(now, left, merged)
    for key in left:
        for heading, cell in as_before(base, now, books, key).items():
            merged.held.setdefault((key, heading), cell)
    return merged


def _written_anew(taking: Taking, now: Frame, merged: Merged, books: Rows) -> Mapping[str, str]:
    """Of the rows that show another those that will show their own: the books give them."""
    given, first = set(books.places), now.tab.first
    if first is not None and (new := merged.shifted.keys() - given):
        given |= first(taking.books, new, now.places.keys()).places.keys()
    return {key: one for key, one in merged.shifted.items() if key in given}


def _is_apart(written: Formulas, edit: Edit, books: Rows) -> bool:
    """Whether a formula came to something else, over which the books are kept as they are."""
    is_known = edit.key in books.places and edit.heading in books.columns
    return is_known and written.is_apart(edit, books.cell(edit.key, edit.heading))


def _leave(now: Frame, mixed: Mapping[str, str], merged: Merged) -> None:
    """Tell of rows with the id of another that something of them waits; the id is not put back."""
    tab, identity = now.tab, now.tab.identity or ""
    remedy = f"Put the {' and '.join(tab.key)} back where it was (Ctrl+Z), or answer in Slack."
    merged.put_back = [
        edit for edit in merged.put_back if edit.heading != identity or edit.key not in mixed
    ]
    for key in sorted(mixed, key=now.places.__getitem__):
        typed = as_seen(now.cell(key, identity))[:200]
        merged.bad.append(Bad(key, identity, typed, mixed[key], remedy))


def _goes_with_its_row(edit: Edit, tab: Tab, base: Base | None) -> bool:
    """Whether a row was typed in that goes as the books do not give it: that is told too."""
    return edit.now != "" and tab.passes(edit.key) and base is not None


def _hold(rows: UnknownRows, found: Sequence[Edit], merged: Merged) -> None:
    """Hold what is typed in rows that the books do not know until they do."""
    waiting = rows.waiting(found)
    held = [*waiting, *rows.silent(found)]
    merged.held |= {(edit.key, edit.heading): edit.base for edit in held}
    merged.bad += rows.bad(waiting)


def formulas(now: Frame, books: Rows) -> Iterator[Bad]:
    """Cells in which a formula stands that comes to something else than the books say.

    A formula is never written over; somebody has to say which of the two is to change.
    """
    for heading, keys in merge_of.formulas(now).items():
        kind = now.tab.column(heading).kind
        for key in keys:
            if key not in books.places:
                continue
            cell, said = now.cell(key, heading), books.cell(key, heading)
            if not same(kind, cell, said):
                why = f"this cell is a formula, and the books have {said_as(said)}"
                yield Bad(key, heading, str(cell), why, "Type the figure, or change it in Slack.")


def books_say(books: Rows, edit: Edit) -> Cell:
    """What the books say of a cell; of when a row changed, they say what stood there."""
    if edit.heading in books.columns and edit.key in books.places:
        return books.cell(edit.key, edit.heading)
    return edit.base


def typed_as_ours(now: Frame, key: str, shown: Callable[[], Rows]) -> list[str]:
    """The cells of the books in which something was typed, of a row that they do not know yet.

    What they show in another row came with a copy of that, and nobody typed it.

    Args:
        now: the tab as read.
        key: of the row.
        shown: all rows of the books; asked only where something stands in such a cell.
    """
    row = now.row(now.places[key])
    filled = {one.heading: one.kind for one in now.tab.columns
              if one.owner is Owner.BOOKS and row.get(one.heading, "") != ""}  # fmt: skip
    books = shown().columns if filled else {}
    return [
        heading
        for heading, kind in filled.items()
        if not any(same(kind, row[heading], cell) for cell in books.get(heading, ()))
    ]


def _crowded(now: Frame, found: Sequence[Edit]) -> set[str]:
    """Columns of which so much was changed at once that it may be a slip."""
    both = [
        edit
        for edit in found
        if now.tab.column(edit.heading).owner is Owner.BOTH and not edit.is_refilled
    ]
    # filling what was empty takes nothing away
    changed = Counter(edit.heading for edit in both if edit.base != "")
    emptied = Counter(edit.heading for edit in both if edit.base != "" and edit.now == "")
    filled = Counter(edit.heading for edit in both if edit.base == "")
    return {
        heading
        for heading, count in changed.items()
        if gates.too_many(
            count,
            sum(cell != "" for cell in now.cells(heading)) + emptied[heading] - filled[heading],
        )
    }


def _asked(taking: Taking, tab: Tab) -> dict[tuple[str, str], LedgerQuestion]:
    """(row key, heading) -> the question about that cell which waits for an answer."""
    asked = ledger_questions.in_tab(taking.books, tab.title, (CONFLICT, HELD))
    return {(one.row_key, one.column or ""): one for one in asked if VALUES in one.facts}
