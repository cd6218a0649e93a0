"""Wanting the ledger looked at now, and being told what came of it where one asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, clock, outbox
from oms.actors import Who
from oms.tables.sheet import LedgerWish

ASKED = "backroom ledger wanted"


def ask(books: Session, where: tuple[str, str] | None, *, by: Who) -> bool:
    """Want the ledger looked at as soon as these books are closed.

    Args:
        books: open for writing.
        where: Slack channel and thread in which to say what came of it; None: nowhere.
        by: whoever wants it.

    Returns:
        Whether somebody had asked already and is still waiting.

    Raises:
        NotAllowed: the role may ask nothing.
    """
    actors.allow(by, actors.READ)
    waits = is_wanted(books)
    channel, thread = where or (None, None)
    books.add(LedgerWish(by_id=by.id, channel=channel, thread=thread, asked_at=clock.now()))
    books.flush()
    books.info[ASKED] = True
    return waits


def was_asked(books: Session) -> bool:
    """Whether somebody asked in these books, so that a pass is worth beginning at once."""
    return bool(books.info.get(ASKED))


def is_wanted(books: Session) -> bool:
    """Whether anybody waits for a pass."""
    return last(books) > 0


def last(books: Session) -> int:
    """The id of the newest wish; 0 where nobody waits."""
    newest = select(LedgerWish.id).order_by(LedgerWish.id.desc()).limit(1)
    return books.scalars(newest).first() or 0


def settle(books: Session, until: int, facts: Mapping[str, Any]) -> None:
    """Say what a pass did to all who asked before it began.

    Args:
        books: open for writing.
        until: the newest wish when it began.
        facts: what it did, for templates/notices/ledger_passed.j2.
    """
    for wish in list(books.scalars(select(LedgerWish).where(LedgerWish.id <= until))):
        if wish.channel is not None:
            payload = {"template": "notices/ledger_passed", "facts": dict(facts)}
            key = f"notice:ledger:passed:{wish.id}:{wish.asked_at.isoformat()}"
            outbox.tell(
                books, kind="notice", key=key, target=wish.channel, thread=wish.thread,
                payload=payload,
            )  # fmt: skip
        books.delete(wish)
    books.flush()
