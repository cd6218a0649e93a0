"""Who may do what."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from oms import actors
from oms.actors import ADJUST, MANAGE, READ, RETURNS, SHIP
from oms.errors import NotAllowed, Stranger
from oms.tables.people import Actor
from tests.small_shop import OWNER, PICKER, SERVICE, STRANGER

EVERYTHING = {READ, SHIP, RETURNS, ADJUST, MANAGE}


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("viewer", {READ}),
        ("picker", {READ, SHIP, ADJUST}),
        ("service", {READ, SHIP, RETURNS}),
        ("manager", {READ, SHIP, RETURNS, ADJUST}),
        ("owner", EVERYTHING),
    ],
)
def test_a_role_allows_what_it_says_and_nothing_else(
    books: Session, role: str, may: set[str]
) -> None:
    actors.add(books, name="Jo", slack_user_id="U77JO", role=role)

    who = actors.who(books, "U77JO")

    assert {one for one in EVERYTHING if who.may(one)} == may
    for permission in EVERYTHING - may:
        with pytest.raises(NotAllowed, match="Jo"):
            actors.allow(who, permission)
    for permission in may:
        actors.allow(who, permission)


def test_somebody_who_was_not_added_is_a_stranger(books: Session) -> None:
    with pytest.raises(Stranger):
        actors.who(books, STRANGER)


def test_somebody_who_left_is_a_stranger(books: Session) -> None:
    books.execute(update(Actor).where(Actor.slack_user_id == PICKER).values(active=False))

    with pytest.raises(Stranger):
        actors.who(books, PICKER)


def test_adding_somebody_again_changes_name_and_role_and_brings_them_back(books: Session) -> None:
    before = actors.who(books, PICKER)
    books.execute(update(Actor).where(Actor.slack_user_id == PICKER).values(active=False))

    actors.add(books, name="Samantha Reed", slack_user_id=PICKER, role="viewer")

    after = actors.who(books, PICKER)
    assert (after.id, after.name, after.role) == (before.id, "Samantha Reed", "viewer")
    assert not after.may(SHIP)


@pytest.mark.parametrize("role", ["pikcer", "program", "Owner", ""])
def test_a_role_that_there_is_not_is_refused_with_those_there_are(
    books: Session, role: str
) -> None:
    with pytest.raises(actors.UnknownRole) as refused:
        actors.add(books, name="Jo", slack_user_id="U77JO", role=role)

    assert "picker" in refused.value.remedy
    assert "program" not in refused.value.remedy
    with pytest.raises(Stranger):
        actors.who(books, "U77JO")


def test_the_program_and_the_ledger_act_under_names_of_their_own(books: Session) -> None:
    job, typed = actors.system(books), actors.ledger(books)

    assert (job.kind, job.source) == ("system", "job")
    assert (typed.kind, typed.source) == ("sheet", "sheet")
    assert job.id != typed.id
    assert actors.system(books, "import").source == "import"


def test_preparing_the_books_twice_adds_nobody(books: Session) -> None:
    before = (actors.system(books), actors.ledger(books), actors.staff(books))

    actors.prepare(books)

    assert (actors.system(books), actors.ledger(books), actors.staff(books)) == before


def test_staff_are_listed_by_name_without_the_program(books: Session) -> None:
    assert [who.slack_user_id for who in actors.staff(books)] == [OWNER, SERVICE, PICKER]


def test_through_another_door_somebody_stays_who_they_are(books: Session) -> None:
    olive = actors.who(books, OWNER)

    assert olive.source == "slack"
    assert olive.through("cli").source == "cli"
    assert olive.through("cli").id == olive.id
