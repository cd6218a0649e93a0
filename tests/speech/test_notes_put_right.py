"""A note that waits is put right by a word of its kind: another day, hour or number."""

from __future__ import annotations

import pytest

from assistant.understanding.state import State
from assistant.understanding.talk import Turn, hear
from tests.speech.sentences import shop


def said_in_turn(*words: str) -> list[Turn]:
    """What each of some messages leads to, one after the other."""
    state, turns = State(), []
    for one in words:
        turns.append(hear(shop(), state, one))
        state = turns[-1].state
    return turns


@pytest.mark.parametrize(
    ("note", "correction", "meant"),
    [
        ("collecting saturday", "no wait sunday", "collecting sunday"),
        ("ring before 3pm", "sorry, i meant 4pm", "ring before 4pm"),
        ("leave in the morning", "no, afternoon", "leave in the afternoon"),
        ("gate code 41", "no 14", "gate code 14"),
        ("saturday, before 3pm", "sunday", "sunday, before 3pm"),
    ],
)
def test_a_word_takes_the_place_of_the_one_of_its_kind(
    note: str, correction: str, meant: str
) -> None:
    *_, shown, done = said_in_turn("add a note to 5201", note, correction, "yes")

    assert (shown.action, shown.acts[0].slots["note"]) == ("confirm", meant)
    assert (done.action, done.acts[0].slots["note"]) == ("execute", meant)


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("saturday or sunday", "no monday"),
        ("collecting saturday", "oh, before 5pm"),
        ("collecting saturday", "not saturday i think"),
    ],
)
def test_where_it_is_unclear_what_is_to_be_put_right_a_yes_saves_nothing(
    note: str, said: str
) -> None:
    *_, unclear, after = said_in_turn("add a note to 5201", note, said, "yes")

    assert unclear.action != "confirm"
    assert after.action != "execute"


def test_what_is_said_of_something_else_leaves_the_note_waiting() -> None:
    *_, done = said_in_turn(
        "add a note to 5201", "collecting saturday", "ugh, the printer is jammed", "yes"
    )

    assert (done.action, done.acts[0].slots["note"]) == ("execute", "collecting saturday")
