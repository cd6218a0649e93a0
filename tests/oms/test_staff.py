"""Roles, limits and places, as an owner sets them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from oms import actors, history, settings, staff
from oms.actors import GOODWILL, MANAGE, READ, REFUND, SHIP, Who
from oms.errors import NotAllowed, NotHere, OverLimit, Stranger, UnknownLocation
from oms.history import About
from oms.tables.messages import History
from oms.tables.people import Actor, RolePermission
from tests.small_shop import OWNER, PICKER, SERVICE, STRANGER, SmallShop


def jo(limit: int | None) -> Who:
    """Jo, who may approve refunds up to a limit."""
    return Who(1, "staff", "Jo", "service", "U77JO", {REFUND: limit}, "slack")


@given(limit=st.none() | st.integers(0, 10**6), amount=st.integers(0, 10**6))
def test_an_amount_is_allowed_exactly_up_to_the_limit(limit: int | None, amount: int) -> None:
    who = jo(limit)

    if limit is None or amount <= limit:
        actors.allow(who, REFUND, amount_minor=amount)
        assert who.alone(REFUND, amount)
    else:
        with pytest.raises(OverLimit):
            actors.allow(who, REFUND, amount_minor=amount)
        assert not who.alone(REFUND, amount)


def test_above_the_limit_the_sentence_has_both_figures() -> None:
    with pytest.raises(OverLimit) as refused:
        actors.allow(jo(5_000), REFUND, amount_minor=6_250)

    assert refused.value.message == "Jo may approve refunds up to £50.00, and this is £62.50."


def test_a_limit_does_not_stand_in_the_way_where_no_money_is_named() -> None:
    actors.allow(jo(0), REFUND)

    assert not jo(0).alone(REFUND)
    assert jo(None).alone(REFUND)
    assert not jo(None).alone(GOODWILL)


def test_limits_are_in_the_currency_of_the_shop(books: Session) -> None:
    settings.put(books, "currency", "EUR")

    with pytest.raises(OverLimit, match=r"up to €50\.00, and this is €50\.01"):
        actors.allow(actors.who(books, SERVICE), REFUND, amount_minor=5_001)


def test_somebody_bound_to_places_acts_there_and_nowhere_else(
    shop: SmallShop, books: Session
) -> None:
    staff.bind(books, PICKER, ["york", "HULL"])

    sam = actors.who(books, PICKER)

    actors.allow(sam, SHIP, location_id=shop.location_id(books, "YORK"))
    actors.allow(sam, SHIP)
    with pytest.raises(NotHere, match="Sam Reed may ship orders only at York and Hull"):
        actors.allow(sam, SHIP, location_id=shop.location_id(books, "LEEDS"))
    actors.allow(shop.owner(books), SHIP, location_id=shop.location_id(books, "LEEDS"))


def test_somebody_bound_to_no_place_acts_nowhere_and_bound_to_all_everywhere(
    shop: SmallShop, books: Session
) -> None:
    leeds = shop.location_id(books, "LEEDS")
    with pytest.raises(NotHere, match="no place at all"):
        actors.allow(staff.bind(books, PICKER, []), SHIP, location_id=leeds)

    actors.allow(staff.bind(books, PICKER, None), SHIP, location_id=leeds)


def test_a_place_that_there_is_not_is_refused_and_a_stranger_cannot_be_bound(
    sqlite_books: Session,
) -> None:
    with pytest.raises(UnknownLocation):
        staff.bind(sqlite_books, PICKER, ["LEEDS", "Paris"])
    with pytest.raises(Stranger):
        staff.bind(sqlite_books, STRANGER, ["LEEDS"])

    assert actors.who(sqlite_books, PICKER).places is None


def test_a_limit_that_was_set_holds_at_once_and_stays_when_the_books_are_opened_again(
    books: Session,
) -> None:
    before = staff.limit(books, "service", REFUND, 7_500)
    staff.prepare(books)

    assert before == 5_000
    assert actors.who(books, SERVICE).permissions[REFUND] == 7_500
    assert staff.limits(books, "service")[REFUND] == 7_500


def test_a_shop_from_before_a_permission_gets_it_when_the_books_are_opened(books: Session) -> None:
    books.execute(delete(RolePermission).where(RolePermission.permission == GOODWILL))
    assert not actors.who(books, OWNER).may(GOODWILL)

    staff.prepare(books)

    assert actors.who(books, OWNER).alone(GOODWILL, 10**6)
    assert actors.who(books, SERVICE).permissions[GOODWILL] == 0


def test_a_limit_of_what_a_role_may_not_do_is_refused(sqlite_books: Session) -> None:
    with pytest.raises(staff.UnknownPermission, match="picker has no permission"):
        staff.limit(sqlite_books, "picker", REFUND, 100)
    with pytest.raises(staff.UnknownRole):
        staff.limit(sqlite_books, "program", REFUND, 100)


def test_only_who_manages_the_shop_changes_staff_limits_places_and_settings(
    sqlite_books: Session,
) -> None:
    sam = actors.who(sqlite_books, PICKER)

    with pytest.raises(NotAllowed, match="change settings and staff"):
        staff.add(sqlite_books, name="Jo", slack_user_id="U77JO", role="owner", by=sam)
    with pytest.raises(NotAllowed):
        staff.limit(sqlite_books, "picker", READ, None, by=sam)
    with pytest.raises(NotAllowed):
        staff.bind(sqlite_books, PICKER, None, by=sam)
    with pytest.raises(NotAllowed):
        settings.put(sqlite_books, "shop_name", "Sam's", by=sam)
    assert settings.value(sqlite_books, "shop_name") == "Marsh & Daughters"


def test_what_became_of_roles_limits_places_and_settings_is_in_the_history(
    sqlite_books: Session,
) -> None:
    olive = actors.who(sqlite_books, OWNER)

    staff.add(sqlite_books, name="Sam Reed", slack_user_id=PICKER, role="manager", by=olive)
    staff.bind(sqlite_books, PICKER, ["YORK"], by=olive)
    staff.limit(sqlite_books, "manager", REFUND, 100, by=olive)
    settings.put(sqlite_books, "zone", "UTC", by=olive)

    sam = sqlite_books.scalars(select(Actor.id).where(Actor.slack_user_id == PICKER)).one()
    rows = history.of(sqlite_books, About("actor", sam))[-2:]
    told = [(row.by_id, row.what, row.before, row.after) for row in rows]
    assert told == [
        (olive.id, "role given", {"name": "Sam Reed", "role": "picker"},
         {"name": "Sam Reed", "role": "manager"}),
        (olive.id, "places given", {"locations": None}, {"locations": ["YORK"]}),
    ]  # fmt: skip
    rest = list(sqlite_books.scalars(select(History).order_by(History.id.desc()).limit(2)))
    assert [row.what for row in rest] == ["setting changed", "limit set"]
    assert rest[0].before == {"name": "zone", "value": "Europe/London"}
    assert rest[1].after == {"role": "manager", "permission": REFUND, "limit_minor": 100}


def test_every_permission_belongs_to_a_role_below_the_owner_or_is_the_owners_alone() -> None:
    below = {what for role in staff.FOR_PEOPLE[:5] for what in staff.ROLES[role][1]}

    assert set(actors.ACTIONS) - below == {MANAGE}
