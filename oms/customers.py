"""Customers across channels: who a buyer is, and finding one by what staff say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from oms import clock, customer_match, exceptions
from oms.customer_match import Decision, email_key, phone_key, postcode_key
from oms.errors import NoLongerPossible, ShopError
from oms.tables.people import Customer, CustomerIdentity

LISTED = 5
IN_TOWN = re.compile(r"(.+)(?:,\s?|\s(?:in|from)\s)(.+)", re.IGNORECASE)
SAME = "same_customer"
"""Kind of the case that names two customers who may be one."""


@dataclass(frozen=True)
class Buyer:
    """Who orders, as the channel knows them; `their_id` is empty for a guest."""

    name: str
    town: str | None = None
    country: str | None = None
    email: str | None = None
    their_id: str | None = None
    phone: str | None = None
    postcode: str | None = None


class UnknownCustomer(ShopError):
    """Nobody is called that."""

    code = "unknown_customer"

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(
            f"No customer is called “{said}”.",
            remedy="Give the name, the e-mail address or the telephone number.",
        )


class AmbiguousCustomer(ShopError):
    """Several customers fit."""

    code = "ambiguous_customer"

    def __init__(self, said: str, candidates: Sequence[tuple[int, str]], total: int) -> None:
        self.said, self.candidates = said, tuple(candidates)
        names = ", ".join(f"{name} (customer {number})" for number, name in candidates)
        more = f" and {total - len(candidates)} more" if total > len(candidates) else ""
        super().__init__(
            f"“{said}” fits {total} customers: {names}{more}.",
            remedy="Say which by the number, as in `customer " + str(candidates[0][0]) + "`.",
        )


def of_buyer(books: Session, channel_id: int, buyer: Buyer) -> Customer:
    """The customer a buyer is: the one the channel knows, else one of that e-mail, else a new one.

    Where a telephone number and postcode fit somebody else, a case asks a person to merge them.
    """
    decision = customer_match.decide(_known(books, channel_id, buyer))
    if decision.customer_id is not None:
        found = books.get_one(Customer, decision.customer_id)
    else:
        found = _new(books, buyer)
    _learn(found, buyer)
    books.flush()
    _identify(books, found, channel_id, buyer)
    _propose(books, found, decision)
    return found


def find(books: Session, said: str) -> Customer:
    """The customer with that number, e-mail address, telephone number or name, or name and town.

    Raises:
        UnknownCustomer: nobody is.
        AmbiguousCustomer: several are; it names the first.
    """
    found = list(books.scalars(select(Customer).where(_fits(said)).order_by(Customer.id)))
    if not found and (name_and_town := in_town(books, said)) is not None:
        said, town = name_and_town
        there = _fits(said) & (func.lower(Customer.town) == town.lower())
        found = list(books.scalars(select(Customer).where(there).order_by(Customer.id)))
    exact = [one for one in found if one.name.casefold() == " ".join(said.split()).casefold()]
    found = exact if len(exact) == 1 else found
    if not found:
        raise UnknownCustomer(said)
    if len(found) > 1:
        named = [(one.id, told(one)) for one in found[:LISTED]]
        raise AmbiguousCustomer(said, named, len(found))
    return found[0]


def in_town(books: Session, said: str) -> tuple[str, str] | None:
    """The name and the town of “Ann Lee in Hull”; None where all of it is a name.

    It is read so where customers live in that town, or one has that name.
    """
    match = IN_TOWN.fullmatch(" ".join(said.split()))
    if match is None:
        return None
    name, town = match[1], match[2]
    known = select(Customer.id).where(
        or_(func.lower(Customer.town) == town.lower(), func.lower(Customer.name) == name.lower())
    )
    return (name, town) if books.scalars(known).first() is not None else None


def told(customer: Customer) -> str:
    """A customer's name and town."""
    return f"{customer.name}, {customer.town}" if customer.town else customer.name


def root(books: Session, customer_id: int) -> int:
    """The customer that this one was merged into, or itself."""
    seen = {customer_id}
    while True:
        into = books.get_one(Customer, customer_id).merged_into_id
        if into is None or into in seen:
            return customer_id
        seen.add(into)
        customer_id = into


def current(books: Session, customer_id: int) -> Customer:
    """Whom something is given to that was meant for this customer, merged meanwhile or not.

    Raises:
        NoLongerPossible: the customer was erased since.
    """
    customer = books.get_one(Customer, root(books, customer_id))
    if customer.erased_at is not None:
        raise NoLongerPossible("That customer was erased since, and nothing can be given to them.")
    return customer


def name_like(name: str) -> ColumnElement[bool]:
    """Whether every word of `name` is in a customer's name."""
    words = (f"%{_literal(word)}%" for word in name.lower().split())
    return and_(true(), *(func.lower(Customer.name).like(word, escape="\\") for word in words))


def _known(books: Session, channel_id: int, buyer: Buyer) -> customer_match.Known:
    identity = None
    if buyer.their_id:
        wanted = select(CustomerIdentity.customer_id).where(
            CustomerIdentity.channel_id == channel_id, CustomerIdentity.their_id == buyer.their_id
        )
        identity = books.scalars(wanted).first()
    email, phone = email_key(buyer.email), phone_key(buyer.phone)
    postcode = postcode_key(buyer.postcode)
    by_email = _roots(books, Customer.email == email) if email else []
    by_phone: list[int] = []
    if phone and postcode:
        by_phone = _roots(books, (Customer.phone_key == phone) & (Customer.postcode == postcode))
    return customer_match.Known(
        by_identity=root(books, identity) if identity is not None else None,
        by_email=by_email,
        by_phone_and_postcode=by_phone,
    )


def _roots(books: Session, fits: ColumnElement[bool]) -> list[int]:
    ids = books.scalars(select(Customer.id).where(fits, Customer.erased_at.is_(None)))
    return sorted({root(books, one) for one in list(ids)})


def _new(books: Session, buyer: Buyer) -> Customer:
    made = Customer(
        name=buyer.name,
        town=buyer.town,
        country=buyer.country,
        email=email_key(buyer.email),
        phone=buyer.phone,
        phone_key=phone_key(buyer.phone),
        postcode=postcode_key(buyer.postcode),
        created_at=clock.now(),
    )
    books.add(made)
    return made


def _learn(customer: Customer, buyer: Buyer) -> None:
    """Keep what was not known of a customer; what is known stays."""
    customer.email = customer.email or email_key(buyer.email)
    if not customer.phone and buyer.phone:
        customer.phone, customer.phone_key = buyer.phone, phone_key(buyer.phone)
    customer.postcode = customer.postcode or postcode_key(buyer.postcode)
    customer.town, customer.country = (
        customer.town or buyer.town,
        customer.country or buyer.country,
    )


def _identify(books: Session, customer: Customer, channel_id: int, buyer: Buyer) -> None:
    if not buyer.their_id:
        return
    known = select(CustomerIdentity.id).where(
        CustomerIdentity.channel_id == channel_id, CustomerIdentity.their_id == buyer.their_id
    )
    if books.scalars(known).first() is None:
        books.add(
            CustomerIdentity(
                customer_id=customer.id, channel_id=channel_id, their_id=buyer.their_id
            )
        )
        books.flush()


def _propose(books: Session, customer: Customer, decision: Decision) -> None:
    for other in decision.proposed:
        first, second = sorted((other, customer.id))
        subject = f"customers {first} and {second}"
        detail = (
            f"Customers {first} and {second} may be one person: `merge customers {first} and"
            f" {second}`."
        )
        exceptions.open_case(books, SAME, subject, detail)


def _fits(said: str) -> ColumnElement[bool]:
    """Whether a customer is meant by the words; those merged into another are not."""
    text = " ".join(said.split())
    email, phone = email_key(text), phone_key(text)
    current = Customer.merged_into_id.is_(None) & Customer.erased_at.is_(None)
    number = re.fullmatch(r"(?:customer )?#?(\d{1,12})", text, re.IGNORECASE)
    if email:
        return current & (Customer.email == email)
    if number or (phone and not re.search(r"[^\d\s+().-]", text)):
        wanted = [Customer.phone_key == phone] if phone else []
        return current & or_(*wanted, Customer.id == int(number[1]) if number else Customer.id < 0)
    return current & name_like(text)


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
