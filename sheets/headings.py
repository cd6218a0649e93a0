"""Which column is which of ours: by the mark that it got, and by its heading. Pure.

A heading alone does not tell: it may be typed over another column, or over a blank one after the
column went that had it. What is known of each is kept between passes as the name of its column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sheets.tab import Tab

Names = Mapping[str, str]
"""Our heading -> what its column is called; or, as no heading begins with a blank, one of these."""
ANEW = " anew"
"""The column was made anew: what it showed is not known, whatever showed under its heading."""
UNMARKED = " unmarked"
"""It is known by its heading alone, as it has no mark of ours yet."""
AWAY = " away"
"""No column is found for it."""
ASTRAY = " astray: "
"""With the heading that its column has now: its own stands over another column, or may do so."""


def is_astray(name: str) -> bool:
    """Whether what is called so is to be left alone."""
    return name.startswith(ASTRAY)


def other_of(name: str) -> str:
    """Of what is astray the heading that is to be put right too; empty: it has none."""
    return name.removeprefix(ASTRAY)


def followed(names: Names) -> dict[str, str]:
    """What people call the columns that they renamed."""
    return {ours: theirs for ours, theirs in names.items() if not theirs.startswith(" ")}


def made_anew(names: Names) -> list[str]:
    """Headings whose columns were made anew."""
    return [ours for ours, theirs in names.items() if theirs == ANEW]


def unmarked(names: Names) -> list[str]:
    """Headings whose columns are to be marked."""
    return [ours for ours, theirs in names.items() if theirs == UNMARKED]


def are_settled(names: Names, heading: Sequence[str]) -> bool:
    """Whether the columns need not be looked for while the headings stay as they are."""
    away = any(theirs == AWAY or is_astray(theirs) for theirs in names.values())
    return not away and not any(ours in heading for ours in followed(names))


def understood(
    tab: Tab,
    heading: Sequence[str],
    known: Names,
    marks: Mapping[str, Sequence[str]],
    *,
    is_new: bool,
) -> dict[str, str]:
    """What the columns are called now.

    Args:
        tab: which.
        heading: its headings as read.
        known: what was known of them before.
        marks: our heading -> the headings of the columns that have its mark; empty ones too.
        is_new: nothing is known of what the tab showed.
    """
    # where no column has any, they are not ours to see, and say nothing
    trusts = is_new or not any(marks.values())
    found = {}
    for ours in tab.headings:
        name = _name(tab, ours, heading, known.get(ours, ""), marks.get(ours, ()))
        if trusts and name == ANEW and known.get(ours) not in {ANEW, AWAY, UNMARKED}:
            name = UNMARKED
        if name:
            found[ours] = name
    for ours, other in _in_the_place_of_another(tab, marks):
        # of a column that is found under another name this is not the heading
        if not _is_followed(found.get(ours, "")):
            found[ours] = f"{ASTRAY}{other}"
    return found


def _name(tab: Tab, ours: str, heading: Sequence[str], known: str, marked: Sequence[str]) -> str:
    """What the column of one heading is called; empty: as at the start."""
    is_there = heading.count(ours) == 1
    if is_there and ours in marked:
        return ""
    if known in {UNMARKED, ANEW}:
        # a mark that nobody saw arrive may be on another column
        return known if is_there and not marked else ANEW
    if not marked:
        return ANEW if is_there else AWAY
    called = marked[0]
    if len(marked) == 1 and called not in tab.headings and heading.count(called) == 1 and called:
        return called
    return f"{ASTRAY}{called}" if is_there else AWAY


def _in_the_place_of_another(
    tab: Tab, marks: Mapping[str, Sequence[str]]
) -> Iterable[tuple[str, str]]:
    """Headings of ours that stand over the column of another, with that."""
    for other in tab.headings:
        for called in marks.get(other, ()):
            if called != other and called in tab.headings and called not in marks.get(called, ()):
                yield called, other


def _is_followed(name: str) -> bool:
    return bool(name) and not name.startswith(" ")
