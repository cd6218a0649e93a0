"""Understanding: every word is accounted for, and a change is never read out of a question."""

from __future__ import annotations

import itertools
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from assistant import dialogue, understand
from assistant.dialogue import Heard
from commands.kit import Command
from oms.tables.messages import Proposal
from tests.small_shop import OWNER, SmallShop

WRITES = (
    "ship 1043", "send out order 1043 with DPD 15501234567890", "ship 1043 from Leeds",
    "return 1001", "return 2 blue mugs from 1001 to Leeds", "1001 came back damaged",
    "add 3 blue mugs in Leeds found", "take 2 MUG-BLU off York damaged",
    "set blue mugs in Leeds to 12", "counted 4 MUG-RED in Hull",
)  # fmt: skip
BEFORE = (
    "don't", "do not", "never", "should I", "should we", "when did you", "who said", "did Sam",
    "I think we", "what if we", "if it is paid", "not yet:", "nobody may", "he asked me to",
    "cancel:", "why did you", "is it wise to", "tomorrow", "> ", "@sam", "undo",
)  # fmt: skip
AFTER = (
    "tomorrow", "or not", "if it is paid", "unless it rained", "is what he said",
    "later", "maybe", "was a mistake", "on Friday", "please don't", "when Sam is back", "not",
    "for all orders", "<@U02SAM>",
)  # fmt: skip


def names(said: str) -> list[tuple[str, dict[str, str]]]:
    return [(match.command.name, dict(match.words)) for match in understand.understand(said)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("where is order&nbsp;1043?", "where is order 1043"),
        ("<@U0BOT> where’s 1043", "where's 1043"),
        ("<@U0BOT|backroom>  ship   1043  ", "ship 1043"),
        ("stock of <http://mug.blu|mug.blu>", "stock of mug.blu"),
        ("mail <mailto:ann@x.org|ann@x.org>", "mail ann@x.org"),
        ("Marks &amp; Spencer", "Marks & Spencer"),
        ("“ship 1043”", "ship 1043"),
        ("`ship 1043`", "ship 1043"),
        ("Hi, please ship 1043 now, thanks!", "ship 1043"),
        ("could you please ship 1043?", "ship 1043"),
        ("where\u00a0is\u200b 10\u202e43…", "where is 1043"),
        ("take 2 off York, damaged", "take 2 off York damaged"),
        ("call <tel:+441132960001|0113 296 0001>", "call 0113 296 0001"),
        ("ask <@U02SAM> or <@U03PRIYA|priya>", "ask @somebody or @somebody"),
        ("tell <#C01FLOOR|floor> of it", "tell #C01FLOOR of it"),
        ("ｓｈｉｐ １０４３", "ship 1043"),
    ],
)
def test_what_slack_wraps_around_words_is_taken_off(said: str, meant: str) -> None:
    assert understand.clean(said) == meant


@pytest.mark.parametrize("command", understand.known().values(), ids=understand.known())
def test_every_command_understands_its_own_examples_in_any_dress(
    command: Command,
) -> None:
    for example in command.examples:
        for said in (example, example.upper(), f"please {example}", f"<@U0BOT> {example}  ",
                     example.rstrip("?") + "?"):  # fmt: skip
            matches = understand.understand(said)

            assert matches, said
            assert matches[0].command is command, said


def test_no_two_commands_claim_the_same_example() -> None:
    understand.check()


def test_the_words_of_a_sentence_stand_in_their_slots() -> None:
    assert names("send out order 1043 with dpd 15501234567890") == [
        ("ship_order", {"order": "1043", "carrier": "dpd", "tracking": "15501234567890"})
    ]
    assert names("return 2 blue mugs from 1043 to Leeds")[0] == (
        "accept_return",
        {"units": "2", "sku": "blue mugs", "order": "1043", "location": "Leeds"},
    )
    assert names("add 3 blue mugs in Leeds: found")[0] == (
        "adjust_stock",
        {"adding": "add", "units": "3", "sku": "blue mugs", "location": "Leeds", "reason": "found"},
    )


@pytest.mark.parametrize(
    ("said", "read", "left"),
    [
        ("don't ship 1043", "ship 1043", "don't"),
        ("ship 1043 and 1044", "ship 1043", "and 1044"),
        ("can you ship 1043 tomorrow", "ship 1043", "tomorrow"),
        ("should I ship 1043 today?", "ship 1043", "should I … today"),
        ("good weather in Leeds", "", ""),
    ],
)
def test_what_was_read_and_what_was_not_is_told_apart(said: str, read: str, left: str) -> None:
    assert understand.partly(said) == (read, left)


def test_the_nearest_examples_are_offered_and_only_of_what_one_may_ask() -> None:
    mine = [one for one in understand.known().values() if one.write is None]

    examples = understand.nearest_examples("how much blue mug is there in leeds", mine)

    assert examples[0] == "how many blue mugs in Leeds?"
    assert not any(example.startswith("ship") for example in examples)


def test_no_question_denial_or_afterthought_ever_proposes_a_change(
    sqlite_shop: SmallShop,
) -> None:
    disturbed = [f"{word} {said}" for word, said in itertools.product(BEFORE, WRITES)]
    disturbed += [f"{said} {word}" for word, said in itertools.product(AFTER, WRITES)]
    with sqlite_shop.database.writing() as books:
        for number, said in enumerate(disturbed):
            dialogue.answer(books, Heard(said, OWNER, "D01", None, f"k{number}"))

            proposed = books.scalars(select(func.count()).select_from(Proposal)).one()
            assert proposed == 0, said


def test_the_same_sentences_undisturbed_do_propose_one(sqlite_shop: SmallShop) -> None:
    with sqlite_shop.database.writing() as books:
        for number, said in enumerate(WRITES):
            dialogue.answer(books, Heard(said, OWNER, "D01", None, f"k{number}"))

            proposed = books.scalars(select(func.count()).select_from(Proposal)).one()
            assert proposed == number + 1, said


@given(st.text(max_size=80))
def test_any_text_at_all_can_be_heard(said: str) -> None:
    matches = understand.understand(said)
    read, _left = understand.partly(said)

    assert all(match.words.keys() <= match.command.slots.keys() for match in matches)
    assert read in f" {understand.clean(said)}"


@given(st.text(alphabet=string.ascii_lowercase + " ", min_size=1, max_size=60))
def test_words_without_a_number_never_name_an_order(said: str) -> None:
    assert not any("order" in match.words for match in understand.understand(said))
