"""What owners are told in Slack of the stock that they counted in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from oms import outbox, settings


def notice(books: Session, template: str, name: str, facts: Mapping[str, Any]) -> None:
    """Queue a notice once; a shop without a channel for it is not told."""
    channel = settings.value(books, "notice_channel")
    if channel:
        payload = {"template": template, "facts": dict(facts)}
        outbox.tell(books, kind="notice", key=f"notice:{name}", target=channel, payload=payload)
