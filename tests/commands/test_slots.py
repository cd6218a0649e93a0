"""Slots: what words stand for, and that a button which carries it stands for the same."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy.orm import Session

from assistant import understand
from assistant.dialogue_offers import values_of
from commands import slots
from commands.kit import Asked, Command, Slot
from commands.slot_kinds import LONGEST, TooLong, words
from oms import actors, settings
from oms.errors import BadQuantity, NoLongerPossible, ShopError
from tests.small_shop import OWNER

SLOTS = {
    (slot.name, slot.pattern): (command, slot)
    for command in understand.known().values()
    for slot in command.slots.values()
}
"""Every slot once, with a command that has it."""
FEW = re.compile(r"[a-z' |]+")


@pytest.fixture
def asked(sqlite_books: Session) -> Asked:
    """A question of Olive's."""
    return Asked(sqlite_books, actors.who(sqlite_books, OWNER), settings.today(sqlite_books))


def ways_to_say(slot: Slot) -> list[str]:
    """Its example, and whatever else can stand there where that is a list of words."""
    few = slot.pattern.split("|") if FEW.fullmatch(slot.pattern) else []
    return [slot.example, *few]


@pytest.mark.parametrize(
    ("command", "slot"),
    SLOTS.values(),
    ids=[f"{one.name}-{slot.name}" for one, slot in SLOTS.values()],
)
def test_a_button_carries_what_the_words_stood_for(
    asked: Asked, command: Command, slot: Slot
) -> None:
    for said in ways_to_say(slot):
        try:
            meant = slot.read(asked, said)
        except ShopError:
            # the small shop has no such document; it is found or not, and never a fault
            continue

        carried = json.loads(json.dumps({slot.name: slot.to_id(meant)}))

        assert values_of(asked, command, carried) == {slot.name: meant}, said


@pytest.mark.parametrize("said", ["supplier error", "return fix", "out of date"])
def test_a_reason_of_two_words_is_carried_by_a_button(asked: Asked, said: str) -> None:
    reason = slots.REASON.read(asked, said)
    assert slots.REASON.from_id is not None

    assert slots.REASON.from_id(asked, slots.REASON.to_id(reason)) == reason


def test_a_button_that_carries_a_word_nobody_knows_is_from_an_older_version(asked: Asked) -> None:
    assert slots.STAGE.from_id is not None

    with pytest.raises(NoLongerPossible, match="older version"):
        slots.STAGE.from_id(asked, "lost at sea")


@pytest.mark.parametrize(
    ("said", "units"), [("Zero", 0), ("none", 0), ("0", 0), ("Three", 3), ("a dozen", 12)]
)
def test_what_was_counted_is_read_with_capitals_and_without(
    asked: Asked, said: str, units: int
) -> None:
    assert slots.COUNTED.read(asked, said) == units


@pytest.mark.parametrize("said", ["0", "1,5", "0,5", "1,,2", "1,2", "12,50", ",5", "1,2345", "1.5"])
def test_units_of_nothing_or_in_two_readings_are_no_units(asked: Asked, said: str) -> None:
    for slot in (slots.UNITS, slots.COUNTED):
        if (slot, said) != (slots.COUNTED, "0"):
            with pytest.raises(BadQuantity):
                slot.read(asked, said)


def test_a_comma_before_each_three_digits_is_left_out(asked: Asked) -> None:
    assert slots.UNITS.read(asked, "1,250") == 1250


def test_words_beyond_what_is_kept_are_refused_with_how_many_are(asked: Asked) -> None:
    assert words(asked, "x" * LONGEST) == "x" * LONGEST
    with pytest.raises(TooLong, match=f"301 letters, which is too long. Say it in {LONGEST}"):
        words(asked, "x" * (LONGEST + 1))
