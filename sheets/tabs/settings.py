"""The tab Settings: what the shop has decided, each with what it means."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from oms import ledger_edits, ledger_rows
from oms.ledger_edits import Ref
from oms.settings import CHOICES, KNOWN
from sheets.tab import Column, Owner, Row, Rows, Tab, fold
from sheets.taking import Taking

NAMES = {fold(name): name for name in KNOWN}


def rows(books: Session, only: Collection[str] | None) -> Rows:
    """A row a setting, in the order in which they are explained."""
    wanted = None if only is None else {NAMES[key] for key in only if key in NAMES}
    found: dict[str, Row] = {
        fold(one.name): {
            "Setting": one.name,
            "Value": one.value,
            "Means": one.means,
            "One of": ", ".join(one.choices),
        }
        for one in ledger_rows.setting_rows(books, wanted)
    }
    return Rows.of(found)


def ref(_taking: Taking, key: str) -> Ref:
    """The setting of a row."""
    return {"setting": NAMES[key]}


def choices(key: str, heading: str) -> tuple[str, ...]:
    """The words that a value may be; empty where it may be others."""
    return CHOICES.get(NAMES[key], ()) if heading == "Value" else ()


TAB = Tab(
    title=ledger_edits.SETTINGS,
    columns=(
        Column("Setting", Owner.PERSON, is_text=True, width=180),
        Column("Value", Owner.BOTH, is_text=True),
        Column("Means", width=420, is_wrapped=True),
        Column("One of", width=200, is_wrapped=True),
    ),
    key=("Setting",),
    rows=rows,
    ref=ref,
    choices=choices,
)
