"""Tables on the terminal, and the results kept beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

CONSOLE = Console(width=120)


@dataclass(frozen=True)
class Outcome:
    """What one benchmark found: rows to show, figures to keep, bounds that were missed."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: dict[str, Any]
    missed: Sequence[str] = field(default_factory=list)


def show(outcome: Outcome) -> None:
    """Print one outcome."""
    table = Table(title=outcome.title, title_justify="left")
    for number, column in enumerate(outcome.columns):
        table.add_column(column, justify="right" if number else "left")
    for row in outcome.rows:
        table.add_row(*row)
    CONSOLE.print(table)
    for bound in outcome.missed:
        CONSOLE.print(f"missed: {bound}")
