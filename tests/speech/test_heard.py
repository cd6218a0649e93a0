"""What many people wrote for each command, filled with names of the shop, is read as meant."""

from __future__ import annotations

from collections import Counter
from functools import cache

from assistant.understanding.slots import SWAPS
from assistant.understanding.state import State
from assistant.understanding.talk import Turn, hear
from tests.speech.sentences import shop
from tools.heard import said

UNDERSTOOD = 0.75
"""Share of the sentences that ask for something; it may rise."""
ACTING = ("answer", "confirm", "clarify")
CHATTER = "chatter"


@cache
def heard_as() -> list[tuple[str, str, Turn]]:
    """Command, sentence, and what the sentence leads to by itself; each is read once."""
    return [(command, words, hear(shop(), State(), words)) for command, words in said()]


def writes(turn: Turn) -> bool:
    """Whether a message leads to a change."""
    known = shop().speeches
    return any(act.command in known and known[act.command].writes for act in turn.acts)


def test_what_asks_for_no_change_prepares_none() -> None:
    prepared, answered, counted = [], 0, 0
    for command, words, turn in heard_as():
        if command != CHATTER and shop().speeches[command].writes:
            continue
        prepared += [(command, words)] if turn.action == "confirm" and writes(turn) else []
        if command == CHATTER:
            counted += 1
            answered += turn.action == "answer"

    assert counted > 800
    # “there's a dozen mugs in Bath warehouse, I counted them for the fun of it, same as the screen”
    assert len(prepared) <= 1, prepared
    assert answered <= 0.02 * counted


def test_most_of_it_is_understood_and_hardly_a_change_is_taken_for_another() -> None:
    counted: Counter[str] = Counter()
    others = []
    for command, words, turn in heard_as():
        if command == CHATTER:
            continue
        heard = [act.command for act in turn.acts] if turn.action in ACTING else []
        counted["said"] += 1
        counted["understood"] += heard[:1] == [command]
        # what was sent is exchanged, what was not is changed on the order: the order says which
        meant = SWAPS if command in SWAPS else {command}
        if turn.action == "confirm" and writes(turn) and meant.isdisjoint(heard):
            others.append((command, heard, words))

    assert counted["said"] > 7_000
    assert counted["understood"] >= UNDERSTOOD * counted["said"], counted
    assert len(others) <= 0.001 * counted["said"], others
