"""What owners are told in Slack of what they did in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from oms import outbox, settings
from sheets.cells import Cell
from sheets.taking import Applied, Taking


def put_back(taking: Taking, key: str, heading: str, typed: Cell) -> bool:
    """Say that a cell of the books was typed over and shows what it did again."""
    cell = {"title": key.replace("|", ", "), "heading": heading, "typed": str(typed)[:200],
            "books": "what the books say"}  # fmt: skip
    facts = {"cells": [cell], "total": 1}
    name = f"put back:{key}:{heading}:{taking.receipt}:{typed}"
    return notice(taking.books, "notices/ledger_put_back", name, facts)


def tell(books: Session, applied: Mapping[str, Sequence[Applied]]) -> None:
    """Say which edits of the ledger the books took, all of a pass in one message."""


def notice(books: Session, template: str, name: str, facts: Mapping[str, Any]) -> bool:
    """Queue a notice once; a shop without a channel for it is not told."""
    channel = settings.value(books, "notice_channel")
    if not channel:
        return False
    payload = {"template": template, "facts": dict(facts)}
    outbox.tell(books, kind="notice", key=f"notice:{name}", target=channel, payload=payload)
    return True
