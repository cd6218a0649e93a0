"""Doing a command exactly once: the same key gives the stored result again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Table, bindparam, update
from sqlalchemy.orm import Session

from oms import clock, locks
from oms.actors import Who
from oms.errors import KeyReused
from oms.inserts import NewRow
from oms.tables.messages import DoneCommand

Result = dict[str, Any]
COMMANDS: Table = DoneCommand.__table__  # type: ignore[assignment]
CLAIM = NewRow(DoneCommand, "key")
KEEP = update(COMMANDS).where(COMMANDS.c.key == bindparam("done")).values(result=bindparam("told"))


def once(
    books: Session,
    key: str,
    name: str,
    arguments: Mapping[str, Any],
    *,
    by: Who,
    do: Callable[[], Result],
) -> Result:
    """Carry out `do` and keep its result under `key`, in the same transaction.

    Returns:
        The result of `do`, or what was stored when the same command came before.

    Raises:
        KeyReused: the key is known with another command or other arguments.
    """
    told = json.dumps([name, dict(arguments)], sort_keys=True, default=str)
    digest = hashlib.sha256(told.encode()).hexdigest()
    wanted = {"key": key, "name": name, "arguments_hash": digest, "by_id": by.id}
    if not _claim(books, wanted):
        known = books.get_one(DoneCommand, key)
        if known.arguments_hash != digest:
            raise KeyReused(key)
        return known.result
    with locks.command(books):
        result = do()
    books.connection().execute(KEEP, {"done": key, "told": result})
    return result


def is_done(books: Session, key: str) -> bool:
    """Whether a command was carried out under this key."""
    return books.get(DoneCommand, key) is not None


def _claim(books: Session, wanted: Mapping[str, Any]) -> bool:
    """Take the key for this transaction; a twin in another one waits here, then finds it taken."""
    return CLAIM.put(books, **wanted, result={}, done_at=clock.now()) is not None
