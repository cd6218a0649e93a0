"""A batch as it is recorded before it is sent, and as it was read back."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Collection
from dataclasses import asdict, fields
from typing import Any

from oms.tables.sheet import LedgerBatch
from sheets.grid import Batch, Copied, Note, Write
from sheets.table import Table

GIVEN_UP, WAITS = "given_up", "waits"
"""In the plan of a batch: nothing of it is put back any more; and WAITS: true where it was never
sent, or surely refused, so that it cannot land; false once the next mending took it up."""


def plan_of(made: Batch) -> dict[str, Any]:
    """What is recorded of a batch beside its writes."""
    return {
        "new_rows": {tab: list(rows) for tab, rows in made.new_rows.items()},
        "reused": {tab: list(rows) for tab, rows in made.reused.items()},
        "copied": [asdict(one) for one in made.copied],
        "burnt": list(made.burnt),
        "notes": [list(vars(one).values()) for one in made.notes],
        "left": {title: _packed(table) for title, table in made.left.items()},
        "twice": {title: dict(keys) for title, keys in made.twice.items()},
        "after": made.after,
    }


def batch_of(row: LedgerBatch, owner: str) -> Batch:
    """A batch as it was recorded."""
    plan: dict[str, Any] = row.plan or {}
    return Batch(
        id=row.id,
        number=row.order,
        writes=[Write.of(one) for one in row.intents],
        notes=_notes_of(row),
        new_rows={tab: (at, count) for tab, (at, count) in plan.get("new_rows", {}).items()},
        reused=plan.get("reused", {}),
        copied=[
            Copied(**{**one, "heading": tuple(one["heading"]), "keys": tuple(one["keys"])})
            for one in plan.get("copied", [])
        ],
        burnt=tuple(plan.get("burnt", ())),
        owner=owner,
        left={title: _unpacked(text) for title, text in plan.get("left", {}).items()},
        twice=plan.get("twice", {}),
        after=plan.get("after"),
    )


def _packed(table: Table) -> str:
    """A tab as text that a record can hold."""
    return base64.b64encode(zlib.compress(table.body, 1)).decode()


def _unpacked(text: str) -> Table:
    return Table.kept(zlib.decompress(base64.b64decode(text)))


def is_mending(batch: LedgerBatch, there: Collection[str]) -> bool:
    """Whether a batch puts something back that nobody else will.

    Args:
        batch: of which it is not known whether it landed.
        there: titles of the tabs that are there: for another, what was put aside waits on.
    """
    plan = batch.plan or {}
    mended = {write.tab for one in batch.intents if (write := Write.of(one)).mend}
    mended |= {one.tab for one in _notes_of(batch) if one.left is not None}
    if plan.get(WAITS):
        mended &= set(there)
    return bool(mended) and not plan.get(GIVEN_UP)


def _notes_of(batch: LedgerBatch) -> list[Note]:
    return [Note(*one[: len(fields(Note))]) for one in (batch.plan or {}).get("notes", ())]
