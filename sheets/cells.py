"""What a cell of the ledger holds."""

from __future__ import annotations

Cell = str | int | float | bool
"""Typed; an empty cell is ""."""
