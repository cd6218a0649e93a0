"""A yes to changes that were shown at once is to all of them, but only right behind them."""

from __future__ import annotations

import pytest

from assistant.understanding.state import State
from assistant.understanding.talk import Turn, hear
from tests.speech.sentences import shop

BOTH = "hold 5201 and release 5206"


def last(*said: str) -> Turn:
    """What the last of some messages leads to."""
    state = State()
    for message in said:
        heard = hear(shop(), state, message)
        state = heard.state
    return heard


def test_a_yes_to_both_makes_both() -> None:
    heard = last(BOTH, "yes to both")

    done = [(act.command, act.slots["order"]) for act in heard.acts]
    assert (heard.action, done) == ("execute", [("hold_order", "5201"), ("release_order", "5206")])


@pytest.mark.parametrize(
    "between", [["hang on"], ["where is 5202"], ["fgh jkl qwe"]], ids=lambda said: said[0]
)
def test_behind_other_words_it_makes_none(between: list[str]) -> None:
    assert last(BOTH, *between, "yes both").action != "execute"


@pytest.mark.parametrize("said", ["yes", "all correct", "go ahead", "both please", "do both"])
def test_a_plain_yes_right_behind_them_makes_both(said: str) -> None:
    assert len(last(BOTH, said).acts) == 2
    assert last(BOTH, said).action == "execute"


@pytest.mark.parametrize(
    "said",
    ["send everything", "both are late", "both?", "yes that one", "yes, just the one", "yes this",
     "both to 4", "5 for both", "all three", "all 4 of those", "yes, hold it", "ok thanks",
     "yes but not 5206"],
)  # fmt: skip
def test_what_does_not_say_so_makes_none(said: str) -> None:
    assert last(BOTH, said).action != "execute"


def test_a_no_lets_go_of_both() -> None:
    assert last(BOTH, "no").action == "drop"
    assert last(BOTH, "no", "yes both").action != "execute"
