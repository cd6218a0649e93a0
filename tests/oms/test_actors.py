"""Who may do what."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from oms import actors, staff
from oms.actors import ADJUST, MANAGE, READ, RETURNS, SHIP
from oms.errors import NotAllowed, Stranger
from oms.tables.people import Actor
from tests.small_shop import OWNER, PICKER, SERVICE, STRANGER


@pytest.mark.parametrize("role", staff.FOR_PEOPLE)
def test_a_role_allows_what_it_says_and_nothing_else(books: Session, role: str) -> None:
    staff.add(books, name="Jo", slack_user_id="U77JO", role=role)
    granted = set(staff.ROLES[role][1])

    who = actors.who(books, "U77JO")

    assert {one for one in actors.ACTIONS if who.may(one)} == granted
    for permission in actors.ACTIONS.keys() - granted:
        with pytest.raises(NotAllowed, match="Jo"):
            actors.allow(who, permission)
    for permission in granted:
        actors.allow(who, permission)


def test_only_an_owner_changes_settings_and_staff() -> None:
    assert [role for role in staff.FOR_PEOPLE if MANAGE in staff.ROLES[role][1]] == ["owner"]


def test_who_takes_returns_does_not_thereby_change_stock() -> None:
    service, picker = staff.ROLES["service"][1], staff.ROLES["picker"][1]

    assert RETURNS in service
    assert ADJUST not in service
    assert ADJUST in picker
    assert RETURNS not in picker
    assert READ in staff.ROLES["viewer"][1]


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

    staff.add(books, name="Samantha Reed", slack_user_id=PICKER, role="viewer")

    after = actors.who(books, PICKER)
    assert (after.id, after.name, after.role) == (before.id, "Samantha Reed", "viewer")
    assert not after.may(SHIP)


@pytest.mark.parametrize("role", ["pikcer", "program", "Owner", ""])
def test_a_role_that_there_is_not_is_refused_with_those_there_are(
    books: Session, role: str
) -> None:
    with pytest.raises(staff.UnknownRole) as refused:
        staff.add(books, name="Jo", slack_user_id="U77JO", role=role)

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
    before = (actors.system(books), actors.ledger(books), staff.everybody(books))

    staff.prepare(books)

    assert (actors.system(books), actors.ledger(books), staff.everybody(books)) == before


def test_staff_are_listed_by_name_without_the_program(books: Session) -> None:
    assert [who.slack_user_id for who in staff.everybody(books)] == [OWNER, SERVICE, PICKER]


def test_through_another_door_somebody_stays_who_they_are(books: Session) -> None:
    olive = actors.who(books, OWNER)

    assert olive.source == "slack"
    assert olive.through("cli").source == "cli"
    assert olive.through("cli").id == olive.id
