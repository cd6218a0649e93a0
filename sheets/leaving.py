"""Rows that leave the ledger: waited for, archived, or given back. Pure.

A row that was cut is often pasted a moment later, and a read may fall between. A row is gone when
two reads a minute apart did not have it; when many go at once, the whole tab waits for a person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sheets.cells import Cell

WAIT = dt.timedelta(seconds=60)
MERGED = "merged"
FEW, SHARE = 5, 0.02
"""More rows than this many, and than this share of the tab, are too many to go at once."""
Gone = Mapping[str, Any]
"""What is known of a row that is away, as in `Leaving.gone`."""


@dataclass
class Leaving:
    """What is known of rows that are in the ledger no more, and what follows."""

    gone: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Key -> {since, cells, archived, merged}, to be kept; merged: its key is under a merge."""
    due: list[str] = field(default_factory=list)
    """Keys that were away long enough for the books to say what follows."""
    back: dict[str, Gone] = field(default_factory=dict)
    """Keys of rows that came back, with what was known of them."""
    too_many: bool = False

    @property
    def waiting(self) -> list[str]:
        """Keys of rows that nothing was decided about yet."""
        return [key for key, told in self.gone.items()
                if not (told["archived"] or told.get(MERGED))]  # fmt: skip

    @property
    def ended(self) -> set[str]:
        """Keys of rows of which it was decided that they may go."""
        return {key for key, told in self.gone.items() if told["archived"]}

    @property
    def absent(self) -> set[str]:
        """Keys that are not added again by themselves."""
        return set(self.gone)

    @property
    def since(self) -> str:
        """When the first of the rows left that nothing was decided about; there is one."""
        return str(min(self.gone[key]["since"] for key in self.waiting))

    def left_by(self, moment: dt.datetime) -> list[str]:
        """Of the rows that nothing was decided about, the keys of those that were away by then."""
        return [key for key in self.waiting if _moment(self.gone[key]["since"]) <= moment]

    def hold(self) -> None:
        """Let none go that waits, however few they are."""
        self.too_many = bool(self.waiting)
        self.due = [] if self.too_many else self.due

    def weigh(self, there: int, now: dt.datetime) -> None:
        """Say whether too many wait, and which were away long enough where they are not.

        Args:
            there: how many rows the tab has.
            now: the moment of the read.
        """
        waiting = len(self.waiting)
        self.too_many = waiting > max(FEW, SHARE * (there + waiting))
        self.due = [] if self.too_many else self.left_by(now - WAIT)


def look(
    known: Mapping[str, Gone],
    left: Mapping[str, Mapping[str, Cell]],
    there: Collection[str],
    now: dt.datetime,
    merged: Collection[str] = (),
) -> Leaving:
    """What follows from the rows that a read does not have.

    Args:
        known: rows that were away before this read, as `Leaving.gone`.
        left: rows that this read misses for the first time, with what they showed.
        there: the keys that this read has.
        now: the moment of the read.
        merged: keys of rows that are there, and have their key under a merge.
    """
    found = Leaving()
    for key, told in known.items():
        if key in there:
            found.back[key] = told
        else:
            found.gone[key] = {name: one for name, one in told.items() if name != MERGED}
    for key, cells in left.items():
        if key in known:
            continue
        found.gone[key] = {"since": now.isoformat(), "cells": dict(cells), "archived": False}
    for key in found.gone.keys() & set(merged):
        found.gone[key] = {**found.gone[key], MERGED: True}
    found.weigh(len(there), now)
    return found


def _moment(told: str) -> dt.datetime:
    return dt.datetime.fromisoformat(told)
