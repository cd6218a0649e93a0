"""The marks by which columns are known: asked for when headings changed, given to new columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, partial

from sqlalchemy.orm import Session

from oms.database import Database
from sheets import headings
from sheets.frame import Frame
from sheets.grid import Ledger, Snapshot
from sheets.merge import Base
from sheets.remember import Memory
from sheets.tab import Owner, Tab
from sheets.table import Table

Marks = Mapping[str, Mapping[str, Sequence[str]]]
"""Tab -> our heading -> the headings of the columns that have its mark."""


class ColumnMarks:
    """Knows the columns of a spreadsheet; remembers of which headings it asked already."""

    def __init__(self, database: Database, ledger: Ledger, tabs: Sequence[Tab]) -> None:
        self._database, self._ledger, self._tabs = database, ledger, tabs
        self._seen: dict[str, tuple[str, ...]] = {}

    def names(
        self,
        snapshot: Snapshot,
        kept: Mapping[str, Base],
        base_of: Callable[[Memory, Tab], Base | None],
    ) -> dict[str, dict[str, str]]:
        """Tab -> our heading -> what its column is called: what was known, and what marks tell.

        Google is asked for the marks while no transaction is open, and until it answered.

        Args:
            snapshot: the tabs as read.
            kept: tab -> what it showed, as far as that is in memory.
            base_of: what a tab showed when last accounted for.
        """
        with self._database.reading() as books:
            memory = Memory(books, self._tabs)
            known = {tab.title: memory.names(tab.title) for tab in self._tabs}
            there = [tab for tab in self._tabs if tab.title in snapshot.tables]
            changed: dict[str, Base | None] = {}
            for tab in there:
                table, names = snapshot.tables[tab.title], known[tab.title]
                is_seen = _named(table) == self._seen.get(tab.title)
                # nothing is looked up where not even that is another
                base = kept.get(tab.title) if is_seen else base_of(memory, tab)
                is_other = base is None or not (is_seen or _is_settled(table, names, base))
                if is_other or (base is not None and _went_blank(tab, table, names, base)):
                    changed[tab.title] = base or (base_of(memory, tab) if is_seen else None)
        if not changed:
            return known
        tabs = {tab.title: tab for tab in there if tab.title in changed}
        marks = self._ledger.called_now({title: tab.headings for title, tab in tabs.items()})
        for title, tab in tabs.items():
            table, base = snapshot.tables[title], changed[title]
            known[title] = headings.understood(
                tab, table.heading, known[title], marks.get(title, {}),
                cache(partial(alike, base, table)), is_new=base is None,
            )  # fmt: skip
        return known

    def saw(
        self,
        tables: Mapping[str, Table],
        names: Mapping[str, Mapping[str, str]],
        later: Collection[str],
    ) -> None:
        """What was learnt of headings is kept by now: the marks are not asked for again.

        But where a heading was not there that a mark told of: it is another by now, or was for
        a moment.
        """
        for title, table in tables.items():
            others = map(headings.other_of, filter(headings.is_astray, names[title].values()))
            if title not in later and all(one in table.heading and one for one in others):
                self._seen[title] = _named(table)

    def forget(self) -> None:
        """Ask of all headings anew."""
        self._seen = {}

    def put(self, snapshot: Snapshot, write: Callable[[Callable[[Session], None]], None]) -> None:
        """Mark the columns that have no mark yet, where they stood in a read.

        Somebody may move columns in that moment: only what is seen to stand right counts.

        Args:
            snapshot: as read.
            write: opens the books for writing.
        """
        columns = self._unmarked(snapshot.tables)
        if not columns:
            return
        self._ledger.mark(columns)
        marks = self._ledger.called_now(
            {title: list(several) for title, several in columns.items()}
        )

        def keep(books: Session) -> None:
            memory = Memory(books, self._tabs)
            for title, several in columns.items():
                told, known = marks.get(title, {}), memory.tab(title)
                right = {one for one in several if list(told.get(one, ())) == [one]}
                known.names = {ours: name for ours, name in known.names.items()
                               if ours not in right or name != headings.UNMARKED}  # fmt: skip

        write(keep)

    def _unmarked(self, tables: Mapping[str, Table]) -> dict[str, dict[str, int]]:
        found = {}
        with self._database.reading() as books:
            memory = Memory(books, self._tabs)
            for tab in self._tabs:
                names = memory.names(tab.title)
                wanted = headings.unmarked(names)
                if wanted and tab.title in tables:
                    there = Frame(tab, tables[tab.title], names=names).columns
                    found[tab.title] = {one: there[one] for one in wanted if one in there}
        return {title: several for title, several in found.items() if several}


def _named(table: Table) -> tuple[str, ...]:
    """The headings in their order; columns without one may come and go."""
    return tuple(filter(None, table.heading))


def _is_settled(table: Table, names: Mapping[str, str], base: Base) -> bool:
    """Whether the columns are where they were, as far as can be told without their marks."""
    is_same = _named(base.frame.table) == _named(table)
    return is_same and headings.are_settled(names, table.heading)


def alike(base: Base | None, table: Table, ours: str, called: str) -> float:
    """How much the column below a heading shows what ours showed last: see `headings.Alike`.

    Rows may have been sorted meanwhile, so it does not matter where in it something stands.
    """
    if base is None or ours not in base.frame.columns or table.heading.count(called) != 1:
        return 0.0
    was = _holds(base.frame.table, base.frame.columns[ours])
    now = _holds(table, table.heading.index(called))
    most = max(was.total(), now.total())
    return (was & now).total() / most if most else 1.0


def _holds(table: Table, column: int) -> Counter[object]:
    return Counter(cell for cell in table.parsed(column) if cell != "")


def _went_blank(tab: Tab, table: Table, names: Mapping[str, str], base: Base) -> bool:
    """Whether most of what stood below a heading of ours does not: it may be another column."""
    was = base.frame
    return any(
        2 * _filled(table, at) < _filled(was.table, was.columns[ours])
        for ours, at in Frame(tab, table, names=names).columns.items()
        if tab.column(ours).owner is Owner.BOTH or ours in tab.key
        if ours in was.columns and table.raw[at] != was.table.raw[was.columns[ours]]
    )


def _filled(table: Table, column: int) -> int:
    """About how long all is that stands below a heading; no cell is looked at by itself."""
    raw = table.raw[column]
    return len(raw) - len(table.heading[column].encode()) - len(b'[""]') - 3 * raw.count(b'"",')
