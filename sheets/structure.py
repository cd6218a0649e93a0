"""Headings and tabs that are not there: what is not read because of that, and what to do. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from sheets import headings
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
    """The headings of a tab that are in no column, in several, or over one that is not theirs."""
    there, found = frame.table.heading, list[Bad]()
    for heading in frame.tab.headings:
        name = frame.names.get(heading, "")
        if headings.is_astray(name):
            found.append(_astray(frame, heading, headings.other_of(name)))
        elif heading not in frame.columns:
            found.append(_missing(frame, heading))
        elif heading in there and there[frame.columns[heading]] != heading:
            found.append(_second(heading, there[frame.columns[heading]]))
    return found


def _astray(frame: Frame, heading: str, other: str) -> Bad:
    """Headings of ours that changed places are not what somebody is sure to have meant."""
    what = f"it stands over another column than before, so {_held(frame, heading)}"
    remedy = (f"Put “{heading}” and “{other}” back over the columns that they stood over." if other
              else "Put it back over its own column, which has no heading now.")  # fmt: skip
    return Bad("", heading, other, f"{what} is neither read nor written", remedy)


def _second(heading: str, called: str) -> Bad:
    why = f"a second column has this heading; the one called “{called}” is read and written"
    return Bad("", heading, called, why, "Call the second one something else.")


def _held(frame: Frame, heading: str) -> str:
    return "the whole tab" if heading in frame.tab.key else "it"


def _missing(frame: Frame, heading: str) -> Bad:
    there = frame.table.heading
    several = there.count(heading) > 1
    nearest = "" if several else _nearest(heading, _spare(frame.tab, there))
    what = "several columns have this heading" if several else "no column has this heading"
    is_it = f"Is it the one called “{nearest}”? " if nearest else ""
    remedy = "Call only one of them so." if several else f"Call its column “{heading}” again."
    why = f"{what}, so {_held(frame, heading)} is neither read nor written"
    return Bad("", heading, nearest, why, f"{is_it}{remedy}")


def _spare(tab: Tab, there: Sequence[str]) -> list[str]:
    return [one for one in there if one and one not in tab.headings]


def _nearest(heading: str, there: Sequence[str]) -> str:
    found = process.extractOne(heading, there, scorer=fuzz.ratio, score_cutoff=LIKE)
    return str(found[0]) if found else ""
