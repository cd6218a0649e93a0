"""What a person types into a cell, and what it means."""

from __future__ import annotations

import random
from typing import Any

from sheets.tab import Column, Owner

NOTHING = object()
"""It means no value: it must never be booked."""


class Words:
    """Texts to type, no two alike in one trial, so that each is found again wherever it went."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self._next = 0
        self._small = draw.sample(range(1, 60), 59)

    def number(self) -> int:
        """A number of the trial's own."""
        self._next += 1
        return self._next

    def small(self) -> int:
        """A quantity that is likely in a shop, each only once."""
        return self._small.pop() if self._small else 60 + self.number()

    def cell(self, column: Column | None) -> tuple[str, Any]:
        """What is typed into a column, and the value that it means."""
        number = self.number()
        if column is None or (column.owner is Owner.PERSON and not column.is_input):
            text = self.draw.choice([f"typed{number}", str(3000 + number), f"={number}*2"])
            return text, text
        if column.owner is Owner.BOOKS:
            text = self.draw.choice([f"typed{number}", str(7000 + number), ""])
            return text, text
        if column.choices:
            text = self.draw.choice([*column.choices[1:4], f"typed{number}"])
            return text, text
        return self._value(column, number)

    def _value(self, column: Column, number: int) -> tuple[str, Any]:
        kind = getattr(getattr(column, "kind", None), "value", "quantity")
        if self.draw.random() < 0.1:
            text = self.draw.choice([f"about {number}", f"{number}.5x"])
            return text, text if kind == "text" else NOTHING
        if self.draw.random() < 0.05 and kind != "text":
            return f"={number}+1", number + 1
        if column.owner is Owner.BOTH and self.draw.random() < 0.1 and kind != "flag":
            return "", ""
        return self._sensible(column, kind, number)

    def _sensible(self, column: Column, kind: str, number: int) -> tuple[str, Any]:
        """Something that the column may well hold."""
        if kind == "money":
            units = self.small()
            return f"{units}.{number % 100:02}", float(f"{units}.{number % 100:02}")
        if kind == "flag":
            ticked = self.draw.choice([True, False])
            return str(ticked).upper(), ticked
        if column.heading == "Means" and self.draw.random() < 0.6:
            code = self.draw.choice(["MUG-RED", "MUG-BLU", "TEAPOT", "Leeds", "Hull", "Etsy"])
            return code, code
        if kind == "text":
            return f"typed{number}", f"typed{number}"
        units = self.small()
        if column.heading == "Adjust by" and self.draw.random() < 0.3:
            units = -units
        return self.draw.choice([str(units), str(units), f"{units} pcs"]), units
