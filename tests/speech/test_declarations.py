"""The files of phrases: each names a command, wins its own sentences, and has learnt weights."""

from __future__ import annotations

import random

import pytest

from assistant.evaluation_names import INTENTS
from assistant.understanding import grammar, scoring

SPEECHES = scoring.speeches()
KINDS = frozenset({
    "order", "return", "purchase", "product", "place", "channel", "customer", "supplier", "carrier",
    "tracking", "email", "money", "percent", "units", "date", "reason", "stage", "condition",
    "note", "address", "category",
})  # fmt: skip
PER_PHRASE = 3


def test_there_are_enough_phrases() -> None:
    assert sum(len(one.phrases) for one in SPEECHES.values()) >= 600


@pytest.mark.parametrize("name", SPEECHES)
def test_a_file_of_phrases_names_only_what_can_be_named(name: str) -> None:
    one = SPEECHES[name]
    named = {word[1:-1] for word in one.vocabulary if word.startswith("<")}

    assert named <= KINDS
    assert named - one.takes <= {"reason", "category", "date", "units", "stage", "condition"}
    assert bool(one.cues) == one.writes
    assert one.risk in (1, 2, 3) if one.writes else one.risk == 0
    assert name in INTENTS


def test_the_weights_are_those_of_the_phrases() -> None:
    learnt = scoring.scorer()

    assert learnt.of == scoring.digest(), "run: python -m tools.speech_weights"
    assert set(learnt.classes) == {*SPEECHES, scoring.NO_COMMAND}


def test_sentences_sampled_from_a_phrase_win_their_own_command() -> None:
    """Checked against all others: no command may take another's sentences."""
    asked, stolen = 0, []
    for name, one in SPEECHES.items():
        for number, tree in enumerate(one.trees):
            dice = random.Random(f"own {name} {number}")
            for _ in range(PER_PHRASE):
                words = grammar.sample(tree, dice)
                won = scoring.scorer().chances(words, {})[0][1] if words else name
                asked += 1
                if won != name:
                    stolen.append((name, won, " ".join(words)))

    assert asked > 1_500
    assert len(stolen) <= 0.03 * asked, stolen[:20]


@pytest.mark.parametrize(
    "broken", ["(ship|send {order}", "ship {order}]", "ship (a|b {order}", "[the order"]
)
def test_a_bracket_that_does_not_fit_is_refused(broken: str) -> None:
    with pytest.raises(grammar.BadPhrase):
        grammar.parse(broken)


def test_every_choice_and_none_of_an_optional_fits() -> None:
    tree = grammar.parse("(ship|send [off]) {order} [with (dhl|{carrier})]")

    assert grammar.fits(tree, ["ship", "<order>"])
    assert grammar.fits(tree, ["send", "off", "<order>", "with", "<carrier>"])
    assert not grammar.fits(tree, ["off", "<order>"])
    assert not grammar.fits(tree, ["ship", "<order>", "with"])


def test_what_is_sampled_fits_its_phrase() -> None:
    for one in SPEECHES.values():
        for number, tree in enumerate(one.trees):
            dice = random.Random(number)
            assert grammar.fits(tree, grammar.sample(tree, dice))
