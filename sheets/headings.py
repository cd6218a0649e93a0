"""Which column is which of ours: by the mark that it got, and by its heading. Pure.

A heading alone does not tell: it may be typed over another column, or over a blank one after the
column went that had it. What is known of each is kept between passes as the name of its column.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

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
BODY = " body"
"""Beside the names: what the columns were called in the read that is kept, whatever came since."""
Alike = Callable[[str, str], float]
"""(Our heading, a heading): how much the column below the second shows what the first showed last.

From 0, for nothing of it or where that is not known, to 1.
"""
MOST = 0.5
"""So much of what a column showed, at least, shows the column that it is now."""


def is_astray(name: str) -> bool:
    """Whether what is called so is to be left alone."""
    return name.startswith(ASTRAY)


def other_of(name: str) -> str:
    """Of what is astray the heading that is to be put right too; empty: it has none."""
    return name.removeprefix(ASTRAY)


def followed(names: Names) -> dict[str, str]:
    """What people call the columns that they renamed."""
    return {ours: theirs for ours, theirs in names.items() if _is_followed(theirs)}


def of_body(names: Mapping[str, Any], key: Collection[str]) -> dict[str, str]:
    """What people called the columns that they renamed, in the read that is kept.

    A column that went is not known by what it was called then, and is asked about; but for those
    of the key, without which nothing would be known of any row.

    Args:
        names: what is known of them.
        key: the headings of the key.
    """
    called = followed(now(names))
    kept = names.get(BODY)
    if not isinstance(kept, Mapping):
        return called
    others = {ours: theirs for ours, theirs in called.items() if ours not in key}
    return {**others, **{ours: kept[ours] for ours in key if ours in kept}}


def now(names: Mapping[str, Any]) -> dict[str, str]:
    """What the columns are called now."""
    return {ours: theirs for ours, theirs in names.items() if ours != BODY}


def beside_body(known: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """What the columns are called now, and were in the read that is kept.

    Args:
        known: what was known of them before.
        names: what they are called now.
    """
    return {**names, BODY: known[BODY] if BODY in known else followed(known)}


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
    alike: Alike,
    *,
    is_new: bool,
) -> dict[str, str]:
    """What the columns are called now.

    Args:
        tab: which.
        heading: its headings as read.
        known: what was known of them before.
        marks: our heading -> the headings of the columns that have its mark; empty ones too.
        alike: tells columns by what they show, as cells that are cut and pasted leave their mark.
        is_new: nothing is known of what the tab showed.
    """
    if is_new:
        # nothing tells what showed below which heading: a mark counts for more than a heading
        alike = _as_marked
    # where no column has any, they are not ours to see, and say nothing
    trusts = is_new or not any(marks.values())
    moved = _moved(tab, heading, known, marks, alike)
    found = dict.fromkeys(moved, UNMARKED)
    for ours in (one for one in tab.headings if one not in moved):
        name = _name(tab, ours, heading, known.get(ours, ""), marks.get(ours, ()), alike)
        if trusts and name == ANEW and known.get(ours) not in {ANEW, AWAY, UNMARKED}:
            name = UNMARKED
        if name:
            found[ours] = name
    for ours, other in _in_the_place_of_another(tab, marks):
        # of a column that is found under another name this is not the heading
        if ours not in moved and not _is_followed(found.get(ours, "")):
            found[ours] = f"{ASTRAY}{other}"
    return found


def _as_marked(ours: str, called: str) -> float:
    return float(called != ours)


def _moved(
    tab: Tab,
    heading: Sequence[str],
    known: Names,
    marks: Mapping[str, Sequence[str]],
    alike: Alike,
) -> list[str]:
    """Headings below which still stands what stood there, and whose marks were left behind.

    Where both columns show it, as both are blank, the mark counts, but not if others moved from
    where it is. Nor is one left behind that is said to be where the read saw no such heading: its
    column was renamed since.
    """
    left = [
        ours
        for ours in tab.headings
        if heading.count(ours) == 1
        and alike(ours, ours) >= MOST
        and (marked := marks.get(ours, ()))
        and ours not in marked
        and all(not one or one in heading for one in marked)
        and not (_is_followed(known.get(ours, "")) and known[ours] in marked)
    ]
    there = {ours: max(alike(ours, one) for one in marks[ours]) for ours in left}
    found = [ours for ours in left if alike(ours, ours) > there[ours]]
    found += [
        ours
        for ours in left
        if ours not in found
        and alike(ours, ours) == there[ours]
        and all(one in found for one in marks[ours])
    ]
    return found


def _is_renamed(ours: str, called: str, alike: Alike) -> bool:
    """Whether the column with the mark is the one, and another has its heading since."""
    there = alike(ours, called)
    return there >= MOST and there > alike(ours, ours)


def _name(
    tab: Tab, ours: str, heading: Sequence[str], known: str, marked: Sequence[str], alike: Alike
) -> str:
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
    if is_there and not any(marked):
        # nobody calls the column with its mark anything
        return ANEW
    if len(marked) == 1 and called not in tab.headings and heading.count(called) == 1 and called:
        is_plain = not is_there or known == called or _is_renamed(ours, called, alike)
        return called if is_plain else f"{ASTRAY}{called}"
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
