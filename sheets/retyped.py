"""Rows of which the key was typed over before they showed the id by which that is seen. Pure.

A row that people added gets its id with our first write after the books know it. Somebody who typed
another key just before that has changed the same row: it is known by where it stands, and by what
else stands in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sheets import merge
from sheets.cells import Cell
from sheets.follow import follow
from sheets.frame import Frame
from sheets.merge import Base
from sheets.tab import Rows, fold

OF = "_of"
"""Among the patches of a key: the id of what its row is, where the row does not show it."""


def without_id(base: Base, now: Frame, books: Rows, identity: str) -> dict[str, Cell]:
    """Key -> id, of rows that are there no more under it, and did not show that they are of it.

    Args:
        base: what the tab showed.
        now: the tab as read.
        books: rows of the books, with all that left.
        identity: the heading of the column of ids.
    """
    found: dict[str, Cell] = {}
    for key in filter(base.frame.places.__contains__, merge.gone(base, now)):
        kept = base.patches.get(key, {}).get(OF)
        if kept is not None:
            found[key] = kept
        elif key in books.places:
            is_of = books.cell(key, identity)
            if fold(base.cell(key, identity)) != fold(is_of):
                found[key] = is_of
    return found


def retyped(
    base: Base, now: Frame, left: Mapping[str, Cell], came: Collection[str]
) -> dict[str, Cell]:
    """Key that came -> the id of what its row is, of rows that had one of the keys that left.

    Args:
        base: what the tab showed.
        now: the tab as read.
        left: key -> id, as `without_id` gives them.
        came: keys that nothing is known of.
    """
    rows = {base.frame.places[key]: is_of for key, is_of in left.items()}
    went = follow(base.frame.table, now.table, now.whole_key, set(rows)).rows
    keys = {now.places[key]: key for key in came}
    return {keys[went[row]]: is_of for row, is_of in rows.items() if went.get(row) in keys}
