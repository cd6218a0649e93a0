"""Rows whose key names nothing: a formula, signs that nobody sees, or cleared. They wait. Pure.

What a formula comes to changes when rows are sorted, so it says nothing of whose the row is. Such a
row is neither taken nor written, and the one that it was does not count as gone: once its key is
typed, it goes on from what it showed before.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from sheets import merge
from sheets.cells import Cell, as_seen, is_formula
from sheets.cleared_keys import Cleared, blank_part, cleared
from sheets.follow import follow
from sheets.frame import Frame
from sheets.headings import made_anew
from sheets.merge import Base
from sheets.nameless import meant
from sheets.originals import ours
from sheets.strangers import WAS, shown_before
from sheets.taking import Bad
from sheets.under_merges import UnderMerges

AT = "_at"
"""Among the patches of a key: the number in the base of the row that it had, and that waits."""
MOST_PAIRS = 40_000
"""So many keys and rows are held against one another; where there are more, rows did not move."""
NAMED = 10
"""So many rows of a tab are told of one by one."""
TYPED = 200
FORMULA = "it is a formula, which says nothing of whose row it is"
UNSEEN = "it holds {} that nobody sees"
BLANK = "its row has no {}"


class UnusableKeys:
    """The rows of a tab whose key names nothing, and those that they were."""

    def __init__(
        self,
        base: Base | None,
        now: Frame,
        given: Callable[[Collection[str]], Collection[str]],
        under: UnderMerges,
    ) -> None:
        """Of a tab; from now on neither read has rows by such keys.

        Args:
            base: what it showed.
            now: the tab as read.
            given: of keys, those that the books give rows by.
            under: what of it is under merged cells.
        """
        self._now, self._given, self._under = now, given, under
        self.rows: dict[int, str] = {}
        """Number of a row -> the heading of the part of its key that names nothing."""
        self.base = base
        """What the tab showed, but for rows that wait."""
        self._was: dict[str, tuple[int, int]] = {}
        self._shown: dict[str, dict[str, Cell]] = {}
        if now.paused or now.tab.passing is not None:
            return
        self.rows = self._without_a_row(now)
        if base is None:
            return
        if base.frame.keys is not now.keys:
            self._without_a_row(base.frame)
        missed = merge.gone(base, now)
        self._was = self._find(base, missed) if missed else {}
        self._shown = {key: _showed(base, key) for key in self._was}
        left = {key: cells for key, cells in base.patches.items() if key not in self._was}
        self.base = replace(base, patches=left) if self._was else base

    @property
    def waiting(self) -> set[str]:
        """Keys that such rows had: they have not left."""
        return set(self._was)

    def patches(self, *, whole: bool) -> dict[str, dict[str, Cell]]:
        """What is to be kept of the rows that wait.

        `whole`: this read is the base then; else it is the one before.
        """
        return {key: {**self._shown[key], AT: here if whole else was}
                for key, (was, here) in self._was.items()}  # fmt: skip

    def bad(self) -> list[Bad]:
        """What is to be said: of rows that wait, and of others in which something is typed."""
        former = {here: key for key, (_, here) in self._was.items()}
        told = [row for row in sorted(self.rows) if row in former or self._is_filled(row)]
        return [
            self._said(row, former.get(row, ""), len(told) - NAMED if number == NAMED else 0)
            for number, row in enumerate(told[: NAMED + 1])
        ]

    def _without_a_row(self, frame: Frame) -> dict[int, str]:
        """The rows whose key names nothing; by these keys none is known any more."""
        found = _unusable(frame) if not frame.paused else {}
        keys = {frame.keys[row] for row in found} - {""}
        # where people name the rows, the books give whatever they are asked for
        if keys and not frame.tab.takes_new_rows:
            known = set(self._given(keys))
            keys -= known
            found = {row: one for row, one in found.items() if frame.keys[row] not in known}
        frame.forget(keys)
        return found

    def _find(self, base: Base, missed: Collection[str]) -> dict[str, tuple[int, int]]:
        """Key of a row that waits -> its number in the base and in this read."""
        bare = self._cleared(base, missed)
        if not (self.rows or bare.alike):
            return {}
        at, like = dict[str, int](), dict[str, Collection[int]]()
        sure: dict[int, int] = {}
        for key in missed:
            patches = base.patches.get(key, {})
            row = patches.get(AT, base.frame.places.get(key))
            if row is not None and (self.rows or key in bare.alike):
                # of one that was asked about, the key that it had is what the books know
                known = str(patches.get(WAS) or key)
                at[known], like[known] = int(row), bare.alike.get(key, ())
                sure |= {int(row): bare.sure[key]} if key in bare.sure else {}
        went = self._went(base.frame, set(at.values()) - sure.keys())
        went = {**{was: here for was, here in went.items() if here not in sure.values()}, **sure}
        found = {key: (row, went[row]) for key, row in at.items()
                 if row in went and (went[row] in self.rows or went[row] in like[key])}  # fmt: skip
        given = self._given(set(found)) if found else ()
        found = {key: rows for key, rows in found.items()
                 if key in given and key not in self._now.places}  # fmt: skip
        for _, row in found.values():
            blank = blank_part(self._now, row)
            # of a key that is too long, that is said
            self.rows |= {row: blank} if blank else {}
        return found

    def _cleared(self, base: Base, missed: Collection[str]) -> Cleared:
        """Rows of which the key was cleared; those that are under a merge have another story.

        Whether a new one is under a merge is not known before it was asked for: it has left then.
        """
        if not set(made_anew(self._now.names)).isdisjoint(self._now.tab.key):
            return Cleared()
        keys = [key for key in missed if key not in self._under.waited]
        if self._now.table.merges is None:
            keys = [key for key in keys if _was_bare(base, key)]
        return cleared(base, self._now, keys, self._under.bare) if keys else Cleared()

    def _went(self, was: Frame, wanted: Collection[int]) -> Mapping[int, int]:
        """Number in the base -> number in this read, of these rows."""
        if was.keys is self._now.keys or len(wanted) * len(self.rows) > MOST_PAIRS:
            return dict(zip(wanted, wanted, strict=True))
        now = self._now
        return follow(was.table, now.table, now.whole_key, wanted).rows if wanted else {}

    def _is_filled(self, row: int) -> bool:
        """Whether something stands in a row that was meant for us, as in others without key."""
        cells = (self._now.table.content(row, self._now.columns[one]) for one in meant(self._now))
        return any(not (cell == "" or isinstance(cell, bool) or is_formula(cell)) for cell in cells)

    def _said(self, row: int, former: str, more: int) -> Bad:
        heading = self.rows[row]
        cell = self._now.table.content(row, self._now.columns[heading])
        others = f"; so it is in {more:,} rows in all from here on" if more else ""
        if cell == "":
            part = former.split("|")[self._now.tab.key.index(heading)]
            remedy = f"Type {part} there again, or take the row out."
            return Bad(former, heading, "", BLANK.format(heading) + others, remedy)
        why = FORMULA if is_formula(cell) else UNSEEN.format(_named(str(cell)))
        remedy = (
            f"Type the {heading} itself, or paste it as a value (Ctrl+Shift+V)."
            if is_formula(cell)
            else f"Type the {heading} anew."
        )
        called = former or self._now.keys[row] or f"row {row + 2}"
        return Bad(called, heading, as_seen(cell)[:TYPED], why + others, remedy)


def _was_bare(base: Base, key: str) -> bool:
    """Whether a row that waits had no key at the last read either."""
    row, keys = base.patches.get(key, {}).get(AT), base.frame.keys
    return row is not None and (int(row) >= len(keys) or not keys[int(row)])


def _showed(base: Base, key: str) -> dict[str, Cell]:
    """What a row showed under a key that it had before it was asked about, or has not any more."""
    return ours(base, key) if base.knows(key) else shown_before(base.patches, key)


def _unusable(frame: Frame) -> dict[int, str]:
    found: dict[int, str] = {}
    for heading in frame.tab.key:
        place = frame.columns[heading]
        if not frame.table.formulas.get(place) and _is_plain(frame.text(heading)):
            continue
        for row, cell in enumerate(frame.table.contents(place)):
            is_unseen = not frame.tab.takes_new_rows and _unseen(cell) != ""
            if is_formula(cell) or is_unseen:
                found.setdefault(row, heading)
    return found


def _is_plain(raw: bytes) -> bool:
    """Whether a column as received surely holds neither a formula nor what nobody sees."""
    is_seen = raw.isascii() or raw.decode(errors="replace").isprintable()
    return is_seen and b'"=' not in raw and b"\\u" not in raw


def _unseen(cell: Cell) -> str:
    """The first sign of a text that nobody sees, but for blanks; "" where there is none."""
    if not isinstance(cell, str) or cell.isprintable():
        return ""
    return next((one for one in cell if not (one.isprintable() or one.isspace())), "")


def _named(text: str) -> str:
    """What nobody sees, as it may be looked up."""
    sign = _unseen(text)
    return f"a {unicodedata.name(sign, 'control sign').lower()} (U+{ord(sign):04X})"
