"""The place that a Slack channel is for, and the channel that somebody looks at."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, clock, looks, room_places
from oms.database import Database
from oms.errors import NoLongerPossible, NotAllowed
from oms.location_setup import BadSetup
from oms.tables.messages import History
from oms.tables.rooms import Look
from tests.oms.routed import location
from tests.small_shop import OWNER, PICKER, STRANGER, SmallShop

FLOOR, DM = "C01FLOOR", "D01"


def put(
    books: Session, code: str | None, was: str | None, key: str, *, room: str = FLOOR,
    who: str = OWNER,
) -> None:  # fmt: skip
    """Give a channel the place of that code, where it had another."""
    ids = [None if one is None else location(books, one).id for one in (code, was)]
    room_places.change(books, room, ids[0], was=ids[1], by=actors.who(books, who), key=key)


def place(books: Session, room: str | None = FLOOR) -> str | None:
    found = room_places.of(books, room)
    return None if found is None else found.code


def test_a_channel_is_given_a_place_another_and_none(books: Session, shop: SmallShop) -> None:
    assert place(books) is None
    assert place(books, None) is None

    put(books, "LEEDS", None, "a")
    put(books, "LEEDS", None, "a")
    assert place(books) == "LEEDS"
    assert place(books, f"T02DEPOT/{FLOOR}") is None
    put(books, "YORK", "LEEDS", "b")
    put(books, None, "YORK", "c")

    assert place(books) is None
    leeds, york = (location(books, code).id for code in ("LEEDS", "YORK"))
    changes = select(History.before, History.after).where(History.what == room_places.CHANGED)
    told = books.execute(changes.order_by(History.id))
    steps = [(None, leeds), (leeds, york), (york, None)]
    assert [tuple(row) for row in told] == [
        ({"room": FLOOR, "location": before}, {"room": FLOOR, "location": after})
        for before, after in steps
    ]


def test_what_was_changed_since_is_not_changed_again(books: Session, shop: SmallShop) -> None:
    put(books, "LEEDS", None, "a")

    with pytest.raises(NoLongerPossible, match="changed since"):
        put(books, "YORK", None, "b")
    assert place(books) == "LEEDS"


@pytest.mark.parametrize("room", ["D01", "", "T02/D01", "x" * 60, "#stock", "C01FLOOR/C"])
def test_what_is_no_channel_has_no_place(
    sqlite_books: Session, sqlite_shop: SmallShop, room: str
) -> None:
    with pytest.raises(BadSetup):
        put(sqlite_books, "LEEDS", None, "a", room=room)


def test_a_picker_gives_no_channel_a_place(sqlite_books: Session, sqlite_shop: SmallShop) -> None:
    with pytest.raises(NotAllowed):
        put(sqlite_books, "LEEDS", None, "a", who=PICKER)


def test_a_place_that_is_closed_is_none_and_can_be_replaced(
    sqlite_books: Session, sqlite_shop: SmallShop
) -> None:
    put(sqlite_books, "LEEDS", None, "a")
    location(sqlite_books, "LEEDS").active = False

    assert place(sqlite_books) is None
    put(sqlite_books, "YORK", "LEEDS", "b")
    assert place(sqlite_books) == "YORK"


def seen(books: Session) -> list[str]:
    return list(books.scalars(select(Look.room)))


def look(books: Session, room: str, seconds: int = 0, who: str = OWNER) -> None:
    looks.keep(books, who, room, clock.now() + dt.timedelta(seconds=seconds))


def test_the_last_look_counts_whenever_it_arrives(books: Session, shop: SmallShop) -> None:
    person = actors.who(books, OWNER).id
    assert looks.room_of(books, DM, person) is None
    look(books, "C01STOCK", 10)
    look(books, FLOOR, 20)
    look(books, "C01STOCK", 10)

    assert looks.room_of(books, DM, person) == FLOOR
    assert looks.room_of(books, "C01STOCK", person) == "C01STOCK"
    assert looks.room_of(books, "", person) is None
    assert looks.room_of(books, DM, actors.who(books, PICKER).id) is None
    assert seen(books) == [FLOOR]


@pytest.mark.parametrize("room", ["", "D02OTHER", "nonsense", "T02DEPOT/D1"])
def test_a_look_at_no_channel_ends_the_one_before(
    sqlite_books: Session, sqlite_shop: SmallShop, room: str
) -> None:
    look(sqlite_books, FLOOR)
    look(sqlite_books, room, 1)

    assert looks.room_of(sqlite_books, DM, actors.who(sqlite_books, OWNER).id) is None
    assert seen(sqlite_books) == [""]


def test_nothing_is_kept_of_strangers(sqlite_books: Session, sqlite_shop: SmallShop) -> None:
    look(sqlite_books, FLOOR, who=STRANGER)

    assert seen(sqlite_books) == []


def test_looks_are_forgotten_with_their_workspace(
    sqlite_books: Session, sqlite_shop: SmallShop
) -> None:
    look(sqlite_books, FLOOR)
    looks.forget(sqlite_books, "T02DEPOT", is_home=False)
    assert seen(sqlite_books) == [FLOOR]

    looks.forget(sqlite_books, "T01SHOP", is_home=True)
    assert seen(sqlite_books) == []


def test_many_looks_of_one_person_at_once_leave_the_last(
    database: Database, shop: SmallShop
) -> None:
    now = clock.now()

    def one(number: int) -> None:
        at = now + dt.timedelta(seconds=number)
        database.write(lambda books: looks.keep(books, OWNER, f"C01ROOM{number}", at))

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(one, range(24)))

    with database.reading() as books:
        assert seen(books) == ["C01ROOM23"]
