"""Transactions as bad days have them: several at the same moment, or one that fails half way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.orm import Session

from oms.database import Database

Given = TypeVar("Given")
Result = TypeVar("Result")


class Failure(Exception):
    """Something went wrong half way."""


def fail_after(database: Database, do: Callable[[Session], object]) -> None:
    """Do something in a transaction that then fails.

    Raises:
        Failure: always.
    """
    with database.writing() as books:
        do(books)
        raise Failure


def at_once(
    database: Database, do: Callable[[Session, Given], Result], given: Sequence[Given]
) -> list[Result]:
    """Do something with each of `given`, each in its own transaction; gives the results in order.

    Raises:
        Exception: the first that one of them raised.
    """
    together = threading.Barrier(len(given))

    def one(argument: Given) -> Result:
        together.wait(timeout=60)
        with database.writing() as books:
            return do(books, argument)

    with ThreadPoolExecutor(len(given)) as pool:
        return list(pool.map(one, given))
