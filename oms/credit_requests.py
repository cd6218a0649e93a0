"""Giving store credit: at once where one person may, else with a second one's agreement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from oms import actors, approvals, customers, store_credit
from oms.actors import Who
from oms.approvals import Approvable, Arguments
from oms.tables.messages import Approval
from oms.tables.people import Customer
from oms.values import money


@dataclass(frozen=True)
class Wanted:
    """Store credit for a customer, in minor units of `currency`, and why."""

    customer: int
    amount_minor: int
    currency: str
    note: str


@dataclass(frozen=True)
class Given:
    """What came of it: the credit, or the request that waits."""

    credit_id: int | None
    request: str = ""
    """A-7, where a second person has to agree."""


def request(books: Session, wanted: Wanted, *, by: Who, key: str) -> Given:
    """Give credit, or ask for somebody who may.

    Raises:
        NotAllowed: the role gives no goodwill.
    """
    done = approvals.do_or_ask(books, "give_credit", vars(wanted), why=wanted.note, by=by, key=key)
    if isinstance(done, Approval):
        return Given(None, f"A-{done.id}")
    return Given(int(done["credit"]))


def _describe(books: Session, arguments: Arguments) -> str:
    customer = books.get_one(Customer, customers.root(books, arguments["customer"]))
    amount = money(arguments["amount_minor"], arguments["currency"])
    return f"Give {customer.name} {amount} of store credit: {arguments['note']}"


def _do(books: Session, arguments: Arguments, agreed: Who, _asked: Who, key: str) -> dict[str, Any]:
    wanted = Wanted(**arguments)
    credit = store_credit.give(books, wanted.customer, wanted.amount_minor, wanted.currency,
                               wanted.note, by=agreed, key=key)  # fmt: skip
    return {"credit": credit}


GIVE = Approvable("give_credit", actors.GOODWILL, "customer", _describe, _do)
