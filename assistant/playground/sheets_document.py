"""A spreadsheet document: its tabs, its names for ranges, its file in Drive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from assistant.playground import sheets_calculate, sheets_references
from assistant.playground.sheets_area import A1, Area, area_of, bounded, parse_range
from assistant.playground.sheets_errors import BadRequest, Json
from assistant.playground.sheets_locale import Locale, locale_of
from assistant.playground.sheets_shift import Shift
from assistant.playground.sheets_tab import Tab

__all__ = ["Area", "BadRequest", "Document", "Json", "Tab"]


@dataclass
class Document:
    """A spreadsheet: its tabs in order, and Drive's file of it."""

    id: str
    title: str
    tabs: list[Tab] = field(default_factory=list)
    version: int = 1
    modified: str = ""
    next_tab: int = 1
    created: str = ""
    editor: str = ""
    """Who changed it last."""
    properties: Json = field(default_factory=dict)
    """Locale, time zone and what else was set of the spreadsheet's properties."""
    named: list[Json] = field(default_factory=list)
    metadata: list[Json] = field(default_factory=list)
    permissions: list[Json] = field(default_factory=list)
    comments: list[Json] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    trashed: bool = False
    next_id: int = 1
    change: int = 0
    """The number of its last change among those of all files."""

    @property
    def locale(self) -> Locale:
        """How numbers and days are written here."""
        return locale_of(self.properties.get("locale", "en_US"))

    def copy(self) -> Document:
        """The same document, to keep or to go on with; costs next to nothing."""
        kept = dict(vars(self))
        for name, held in kept.items():
            if isinstance(held, list | dict):
                kept[name] = held.copy()
        kept["tabs"] = [tab.copy() for tab in self.tabs]
        return Document(**kept)

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Be as before if what is done within fails, whatever it fails of."""
        before, tabs = self.copy(), list(self.tabs)
        try:
            yield
        except BaseException:
            for tab, kept in zip(tabs, before.tabs, strict=True):
                tab.become(kept)
            vars(self).update({**vars(before), "tabs": tabs})
            raise

    def new_id(self) -> int:
        """A number that nothing else in this spreadsheet has."""
        self.next_id += 1
        return self.next_id * 1_000_003 % 2_000_000_000

    def tab(self, title: str) -> Tab:
        """A tab by its title; capitals make no difference."""
        for one in self.tabs:
            if one.title == title:
                return one
        for one in self.tabs:
            if one.title.lower() == title.lower():
                return one
        raise BadRequest(f"Unable to parse range: {title}")

    def tab_of(self, sheet_id: int) -> Tab:
        """A tab by its id."""
        for one in self.tabs:
            if one.id == sheet_id:
                return one
        raise BadRequest(f"No grid with id: {sheet_id}")

    def titles(self) -> set[str]:
        """The titles of all tabs, in small letters."""
        return {tab.title.lower() for tab in self.tabs}

    def find(self, said: str) -> tuple[Tab, Area]:
        """The tab and area that an A1 range or a name means.

        Raises:
            BadRequest: nothing is called so, or it lies outside the grid.
        """
        match = A1.match(said)
        if match is None:
            raise BadRequest(f"Unable to parse range: {said}")
        title = (match.group(1) or match.group(2)).replace("''", "'")
        if match.group(3) is None:
            return self._named(title) or self._unqualified(title)
        if title.lower() not in self.titles() or not match.group(3):
            raise BadRequest(f"Unable to parse range: {said}")
        tab = self.tab(title)
        name = self._named(match.group(3))
        return name or (tab, parse_range(match.group(3), tab))

    def _unqualified(self, said: str) -> tuple[Tab, Area]:
        if said.lower() in self.titles():
            tab = self.tab(said)
            return tab, tab.whole
        try:
            return self.tabs[0], parse_range(said, self.tabs[0])
        except BadRequest as fault:
            if "exceeds" in str(fault):
                raise
            raise BadRequest(f"Unable to parse range: {said}") from fault

    def is_named(self, said: str) -> bool:
        """Whether an A1 range is the name of a range, which has a fixed size."""
        return self._named(said.rpartition("!")[2]) is not None

    def _named(self, name: str) -> tuple[Tab, Area] | None:
        for one in self.named:
            if one["name"].lower() == name.lower():
                tab = self.tab_of(int(one["range"].get("sheetId") or 0))
                return tab, bounded(one["range"], tab)
        return None

    def area(self, grid: Json) -> tuple[Tab, Area]:
        """The tab and area that a GridRange means."""
        tab = self.tab_of(int(grid.get("sheetId") or 0))
        return tab, area_of(grid, tab)

    def shift(self, tab: Tab, shift: Shift) -> None:
        """Insert, delete or move rows or columns of a tab; all that points at them follows."""
        tab.shift(shift)
        self.named = [
            {**one, "range": moved} for one in self.named
            if (moved := shift.grid(one["range"])) is not None
        ]  # fmt: skip
        self.metadata = [new for one in self.metadata if (new := _metadata(one, shift))]
        for other in self.tabs:
            sheets_references.follow(other, tab, shift)

    def renamed(self, old: str, new: str) -> None:
        """Let the formulas say a tab's new title."""
        for tab in self.tabs:
            sheets_references.rename(tab, old, new)

    def forget(self, tab: Tab) -> None:
        """Take a tab out, with what points at it."""
        self.tabs.remove(tab)
        self.named = [one for one in self.named if int(one["range"].get("sheetId") or 0) != tab.id]
        self.metadata = [one for one in self.metadata if metadata_sheet(one) != tab.id]
        for other in self.tabs:
            sheets_references.lose(other, tab.title)

    def recalculate(self) -> None:
        """Work out every formula."""
        sheets_calculate.recalculate(self.tabs, self.locale)


def metadata_sheet(held: Json) -> int | None:
    """The id of the sheet that developer metadata belongs to; None for the spreadsheet's own."""
    location = held["location"]
    if "dimensionRange" in location:
        return int(location["dimensionRange"].get("sheetId") or 0)
    return int(location["sheetId"]) if "sheetId" in location else None


def _metadata(held: Json, shift: Shift) -> Json | None:
    place = held["location"].get("dimensionRange")
    if place is None:
        return held
    moved = shift.dimension(place)
    if moved is None:
        return None
    return {**held, "location": {**held["location"], "dimensionRange": moved}}


def title_taken(tabs: Sequence[Tab], title: str) -> BadRequest | None:
    """The refusal of a title that a tab already has."""
    if title.lower() not in {tab.title.lower() for tab in tabs}:
        return None
    return BadRequest(f'A sheet with the name "{title}" already exists. Please enter another name.')
