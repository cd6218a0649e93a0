"""Customers across channels: matched, proposed, merged, parted."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, approvals, customer_card, customer_merges, customers, exceptions, verify
from oms.customer_merges import CannotMerge
from oms.customers import AmbiguousCustomer, Buyer, UnknownCustomer
from oms.errors import NoLongerPossible, TakesTwo
from oms.tables.catalogue import Channel
from oms.tables.orders import Order
from oms.tables.people import Customer, CustomerIdentity
from tests.conftest import NOON
from tests.small_shop import SERVICE, SmallShop

ANN = Buyer("Ann Lee", "Hull", "GB", "Ann@Example.org", "etsy-1", "01904 555123", "YO1 7HH")


def channel(books: Session, code: str) -> int:
    """The id of a channel."""
    return books.scalars(select(Channel.id).where(Channel.code == code)).one()


def test_one_person_is_one_customer_on_every_channel_that_tells_the_same_email(
    books: Session,
) -> None:
    first = customers.of_buyer(books, channel(books, "etsy"), ANN)
    again = customers.of_buyer(books, channel(books, "etsy"), Buyer("A. Lee", their_id="etsy-1"))
    elsewhere = customers.of_buyer(
        books, channel(books, "website"), Buyer("A Lee", email=" ann@example.ORG", their_id="w-7")
    )

    assert first.id == again.id == elsewhere.id
    known = select(CustomerIdentity.their_id).where(CustomerIdentity.customer_id == first.id)
    assert set(books.scalars(known)) == {"etsy-1", "w-7"}


def test_the_same_telephone_and_postcode_are_proposed_and_merged_by_a_person_only(
    books: Session, shop: SmallShop
) -> None:
    first = customers.of_buyer(books, channel(books, "etsy"), ANN)
    second = customers.of_buyer(
        books, channel(books, "website"),
        Buyer("Anna Lee", phone="+44 1904 555 123", postcode="yo17hh", their_id="w-9"),
    )  # fmt: skip

    assert first.id != second.id
    case = next(one for one in exceptions.waiting(books) if one.kind == customers.SAME)
    assert case.subject == f"customers {first.id} and {second.id}"
    assert "Lee" not in case.detail, "names stay out of the digest"

    customer_merges.merge(books, first.id, second.id, by=shop.owner(books), key="m")
    assert not [one for one in exceptions.waiting(books) if one.kind == customers.SAME]


def test_a_merge_takes_orders_over_keeps_both_identities_and_is_undone(
    books: Session, shop: SmallShop
) -> None:
    owner = shop.owner(books)
    tom = customers.find(books, "Tom Hale")
    ann = customers.find(books, "Ann Lee")
    mine = books.scalars(select(Order.id).where(Order.customer_id == tom.id)).all()
    identity = CustomerIdentity(
        customer_id=tom.id, channel_id=channel(books, "stall"), their_id="tom"
    )
    books.add(identity)
    books.flush()

    made = customer_merges.merge(books, ann.id, tom.id, by=owner, key="m")

    assert customer_card.card(books, ann).count == 2
    assert (
        customers.of_buyer(books, channel(books, "stall"), Buyer("T", their_id="tom")).id == ann.id
    )
    with pytest.raises(UnknownCustomer):
        customers.find(books, "Tom Hale")
    with pytest.raises(CannotMerge, match="before"):
        customer_merges.merge(books, ann.id, tom.id, by=owner, key="m2")

    customer_merges.undo(books, made, by=owner, key="u")

    assert books.scalars(select(Order.id).where(Order.customer_id == tom.id)).all() == mine
    assert customers.find(books, "Tom Hale").id == tom.id
    assert books.get_one(CustomerIdentity, identity.id).customer_id == tom.id
    assert verify.differences(books) == []
    with pytest.raises(NoLongerPossible):
        customer_merges.undo(books, made, by=owner, key="u2")


def test_what_came_to_the_kept_customer_since_stays_when_they_are_parted(
    sqlite_books: Session, sqlite_shop: SmallShop
) -> None:
    books, owner = sqlite_books, sqlite_shop.owner(sqlite_books)
    tom, ann = customers.find(books, "Tom Hale"), customers.find(books, "Ann Lee")
    made = customer_merges.merge(books, ann.id, tom.id, by=owner, key="m")
    other = books.scalars(select(Order).where(Order.number == "1043")).one()
    other.customer_id = ann.id
    books.flush()

    customer_merges.undo(books, made, by=owner, key="u")

    assert customer_card.card(books, ann).count == 2
    assert customer_card.card(books, tom).count == 1


def test_who_may_not_merge_alone_asks_a_second_person(
    sqlite_books: Session, sqlite_shop: SmallShop
) -> None:
    books, priya = sqlite_books, actors.who(sqlite_books, SERVICE)
    tom, ann = customers.find(books, "Tom Hale"), customers.find(books, "Ann Lee")
    with pytest.raises(TakesTwo):
        customer_merges.merge(books, ann.id, tom.id, by=priya, key="m")

    told = customer_merges.request(customer_merges.plan(books, ann.id, tom.id))
    asked = approvals.ask(books, customer_merges.COMMAND, told, why="one", by=priya, key="a")
    approvals.decide(books, asked.id, approve=True, by=sqlite_shop.owner(books), key="d")

    assert books.get_one(Customer, tom.id).merged_into_id == ann.id


def test_a_town_behind_a_name_tells_who_is_meant(books: Session) -> None:
    ann, tom = customers.find(books, "Ann Lee"), customers.find(books, "Tom Hale")
    books.add(Customer(name="Ann Lee", town="York", created_at=NOON))
    books.flush()

    for said in ("ann lee in hull", "Ann Lee, Hull", "Ann Lee from Hull"):
        assert customers.find(books, said).id == ann.id
    assert customers.find(books, "Tom Hale in York").id == tom.id
    with pytest.raises(UnknownCustomer):
        customers.find(books, "Tom Hale in Hull")
    assert customers.in_town(books, "Tom Hale in Whitby") == ("Tom Hale", "Whitby")
    assert customers.in_town(books, "Zoe Hill in York") == ("Zoe Hill", "York")
    assert customers.in_town(books, "Made in Sheffield") is None


def test_a_customer_is_found_by_number_email_telephone_or_name(sqlite_books: Session) -> None:
    books = sqlite_books
    made = customers.of_buyer(books, channel(books, "etsy"), ANN)
    for said in ("ann@example.org", "01904 555123", f"customer {made.id}", str(made.id)):
        assert customers.find(books, said).id == made.id
    with pytest.raises(AmbiguousCustomer, match="customer 1"):
        customers.find(books, "Ann Lee")
