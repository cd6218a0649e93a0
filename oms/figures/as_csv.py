"""A figure as a file for a spreadsheet: money with its places, and no cell that it would run."""

from __future__ import annotations

from typing import Any

import pandas as pd

from oms.figures.figure import Table
from oms.values import decimal_of

MINOR, CURRENCY = "_minor", "currency"
RUN = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so is taken for a formula where the file is opened."""


def as_csv(table: Table, currency: str) -> str:
    """The rows of a figure as CSV, with headings.

    Args:
        table: of the figure.
        currency: of the money in rows that do not say theirs.
    """
    shown = table.copy()
    of_row = shown[CURRENCY] if CURRENCY in shown else [currency] * len(shown)
    for column in [name for name in shown.columns if name.endswith(MINOR)]:
        amounts = [decimal_of(int(minor), each)
                   for minor, each in zip(shown[column], of_row, strict=True)]  # fmt: skip
        shown[column] = pd.Series(amounts, index=shown.index, dtype=object)
    shown = shown.map(_harmless)
    names = {name: name.removesuffix(MINOR) for name in shown.columns}
    return str(shown.rename(columns=names).to_csv(index=False, lineterminator="\r\n"))


def _harmless(cell: Any) -> Any:
    """A text that would be run stands behind an apostrophe, which such programs do not show."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RUN) else cell
