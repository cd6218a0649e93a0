"""Headings and tabs that are not there: what is not read because of that, and what to do. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from sheets.frame import Frame
from sheets.tab import Tab
from sheets.taking import Bad

LIKE = 60
"""So alike, of 100, a heading is taken to be meant."""
SETUP = "Bring it back from the version history, or run `backroom ledger setup` for a new one."


def missing_tab() -> Bad:
    """A tab that somebody took out."""
    return Bad("", "", "", "the tab is not there, so it is neither read nor written", SETUP)


def missing_headings(frame: Frame) -> list[Bad]:
    """The headings of a tab that are in no column, or in several."""
    return [
        _missing(frame, column.heading)
        for column in frame.tab.columns
        if column.heading not in frame.columns
    ]


def _missing(frame: Frame, heading: str) -> Bad:
    there = frame.table.heading
    several = there.count(heading) > 1
    nearest = "" if several else _nearest(heading, _spare(frame.tab, there))
    what = "several columns have this heading" if several else "no column has this heading"
    held = "the whole tab" if heading in frame.tab.key else "it"
    is_it = f"Is it the one called “{nearest}”? " if nearest else ""
    remedy = "Call only one of them so." if several else f"Call its column “{heading}” again."
    return Bad("", heading, nearest, f"{what}, so {held} is neither read nor written",
               f"{is_it}{remedy}")  # fmt: skip


def _spare(tab: Tab, there: Sequence[str]) -> list[str]:
    return [one for one in there if one and one not in tab.headings]


def _nearest(heading: str, there: Sequence[str]) -> str:
    found = process.extractOne(heading, there, scorer=fuzz.ratio, score_cutoff=LIKE)
    return str(found[0]) if found else ""
