"""What staff say is understood; what is not said to us, or not asked for, prepares nothing."""

from __future__ import annotations

from collections import Counter

import pytest

from assistant.understanding.settling import settles
from assistant.understanding.state import State
from assistant.understanding.talk import hear
from assistant.understanding.tokens import read
from tests.speech import sentences
from tests.speech.sentences import Said, shop, shown, staff, wanted_act

UNDERSTOOD, WITH_SLOTS = 0.96, 0.94
"""Shares of the sentences in `staff.txt`; they may rise."""
ACTING = ("answer", "confirm", "clarify")
MANNERS = frozenset({"greet", "thanks"})


def understood_as(said: str) -> tuple[str, list[tuple[str, dict[str, str]]]]:
    """What is done about a sentence, and the acts."""
    heard = hear(shop(), State(), said)
    return heard.action, [shown(act) for act in heard.acts]


def test_nearly_all_that_staff_say_is_understood_with_all_its_slots() -> None:
    counted: Counter[str] = Counter()
    for said in staff():
        if said.acts[0][0] == "oos" or said.is_unknown or said.asks:
            continue
        action, acts = understood_as(said.words)
        is_manner = said.acts[0][0] in MANNERS
        counted["said"] += 1
        right = [intent for intent, _ in acts] == [intent for intent, _ in said.acts]
        counted["understood"] += right and (action in ACTING or is_manner)
        counted["with slots"] += list(said.acts) == acts and (action in ACTING or is_manner)

    assert counted["understood"] >= UNDERSTOOD * counted["said"], counted
    assert counted["with slots"] >= WITH_SLOTS * counted["said"], counted


@pytest.mark.parametrize("said", [one for one in staff() if one.asks], ids=lambda one: one.words)
def test_what_is_missing_or_vague_is_asked_for(said: Said) -> None:
    assert hear(shop(), State(), said.words).action == "clarify"


@pytest.mark.parametrize(
    "said", [one for one in staff() if one.is_unknown], ids=lambda one: one.words
)
def test_what_the_shop_does_not_have_is_never_changed(said: Said) -> None:
    assert hear(shop(), State(), said.words).action != "confirm"


def test_no_sentence_of_staff_prepares_another_change_than_it_asks_for() -> None:
    wrong = []
    for said in staff():
        action, acts = understood_as(said.words)
        meant = {intent for intent, _ in said.acts}
        if action == "confirm" and not {intent for intent, _ in acts} <= meant:
            wrong.append((said.words, acts))

    assert wrong == []


def test_thousands_of_sentences_that_ask_for_no_change_prepare_none() -> None:
    found: Counter[str] = Counter()
    prepared, asked = [], []
    for words in sentences.negatives(55):
        heard = hear(shop(), State(), words)
        found[heard.action] += 1
        writes = [act for act in heard.acts if act.command in shop().speeches
                  and shop().speeches[act.command].writes]  # fmt: skip
        if heard.action == "confirm" and writes:
            prepared.append(words)
        elif heard.action == "clarify" and writes:
            asked.append(words)

    assert found.total() >= 3_000
    assert prepared == []
    assert len(asked) <= 0.002 * found.total(), asked
    assert found["answer"] <= 0.03 * found.total(), found


def test_what_tells_of_a_change_and_asks_for_none_prepares_none() -> None:
    prepared, asked = [], []
    said = list(sentences.negatives(55, "told.txt"))
    for words in said:
        heard = hear(shop(), State(), words)
        if any(act.command in shop().speeches and shop().speeches[act.command].writes
               for act in heard.acts):  # fmt: skip
            prepared += [words] if heard.action == "confirm" else []
            asked += [words] if heard.action == "clarify" else []

    assert len(said) >= 1_000
    assert prepared == []
    assert len(asked) <= 0.005 * len(said), asked


@pytest.mark.parametrize(
    "before",
    [
        ["ship 5201 with dhl"],
        ["take 2 white mugs off bath, smashed"],
        ["hold 5208", "yes"],
        ["move 4 honey to frome"],
    ],
)
def test_what_asks_for_no_change_agrees_to_none_that_waits(before: list[str]) -> None:
    state = State()
    for one in before:
        state = hear(shop(), state, one).state
    said = [*sentences.negatives(5), *sentences.negatives(5, "told.txt")]

    more = [words for words in said if settles(read(words)) != "yes"]
    heard = {words: hear(shop(), state, words).action for words in more}

    assert [words for words, action in heard.items() if action == "execute"] == []
    shown_again = [words for words, action in heard.items() if action == "confirm"]
    assert len(shown_again) <= 0.02 * len(heard), shown_again


@pytest.mark.parametrize(
    ("said", "slot", "told"),
    [
        (["add a note to 5201", "leave with neighbour", "change that to leave in porch"],
         "note", "leave in porch"),
        (["change the address of 5201 to 9 High St, Otley LS21 3AA", "it's 7 not 9"],
         "address", "7 High St, Otley LS21 3AA"),
        (["change the address of 5201 to 9 High St, Otley LS21 3AA", "make that LS21 3AB"],
         "address", "9 High St, Otley LS21 3AB"),
    ],
)  # fmt: skip
def test_what_was_typed_is_put_right_by_the_words_that_differ(
    said: list[str], slot: str, told: str
) -> None:
    state = State()
    for words in said:
        heard = hear(shop(), state, words)
        state = heard.state

    assert heard.action == "confirm"
    assert heard.acts[0].slots[slot] == told


def test_the_conversations_go_as_written() -> None:
    state, said, heard = State(), "", None
    for line in (sentences.HERE / "talks.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            state = State()
        elif line.startswith("> "):
            said = line[2:]
            heard = hear(shop(), state, said)
            state = heard.state
        elif line and heard is not None:
            action, _, rest = line.partition(" ")
            assert heard.action == action.partition(":")[0], said
            if action in {"answer", "confirm", "execute"}:
                assert [shown(act) for act in heard.acts] == [*map(wanted_act, rest.split("; "))], (
                    said
                )


@pytest.mark.parametrize(
    ("said", "command", "told"),
    [
        ("please change the delivery address on that one to 4 Mill Lane, Ennis, V95 A1B2",
         "change_address", {"order": "5206", "address": "4 Mill Lane, Ennis, V95 A1B2"}),
        ("put a note on 5201, collecting saturday",
         "note_order", {"order": "5201", "note": "collecting saturday"}),
    ],
)  # fmt: skip
def test_what_is_typed_is_kept_whole_behind_what_is_pointed_at(
    said: str, command: str, told: dict[str, str]
) -> None:
    listed = hear(shop(), State(), "does tariq have any orders on hold")
    heard = hear(shop(), listed.state, said)

    assert [(act.command, act.verdict, act.slots) for act in heard.acts] == [
        (command, "confirm", told)
    ]


def test_the_second_of_two_requests_is_one_though_it_ends_in_a_question_mark() -> None:
    heard = hear(shop(), State(), "could you tell me where 5201 is, and also put 5208 on hold?")

    assert [(act.command, act.verdict) for act in heard.acts] == [
        ("order_status", "answer"), ("hold_order", "confirm"),
    ]  # fmt: skip
    asked = hear(shop(), State(), "do you know where 5201 is, and was 5208 put on hold?")
    assert "confirm" not in {act.verdict for act in asked.acts}


@pytest.mark.parametrize("said", ["yes", "yes, both", "go ahead", "ok", "wonderful, yes"])
def test_a_yes_right_behind_several_changes_of_one_message_is_to_all_of_them(said: str) -> None:
    both = hear(shop(), State(), "cancel 5204 and hold 5208")
    agreed = hear(shop(), both.state, said)

    assert [act.command for act in both.acts] == ["cancel_order", "hold_order"]
    assert agreed.action == "execute"
    assert [act.command for act in agreed.acts] == ["cancel_order", "hold_order"]
    assert hear(shop(), agreed.state, "yes").action == "none"


@pytest.mark.parametrize("between", ["where is 5201?", "hang on", "ok thanks", "lovely weather"])
def test_a_yes_is_to_none_of_several_changes_once_something_else_was_said(between: str) -> None:
    both = hear(shop(), State(), "cancel 5204 and hold 5208")
    agreed = hear(shop(), hear(shop(), both.state, between).state, "yes")

    assert (agreed.action, agreed.acts) == ("none", ())


@pytest.mark.parametrize(
    "dress",
    ["please {}", "{} please", "hi, {}", "{}!", "can you {}", "could you {} please", "{}  "],
)
@pytest.mark.parametrize(
    "plain",
    ["ship 5201", "refund 5203", "move 6 white mugs from bath to frome", "release 5206",
     "add 10 marmalade to frome", "set the reorder level for honey to 12"],
)  # fmt: skip
def test_manners_and_case_change_nothing(plain: str, dress: str) -> None:
    assert understood_as(dress.format(plain)) == understood_as(plain)
    assert understood_as(plain.upper()) == understood_as(plain.title()) == understood_as(plain)


@pytest.mark.parametrize(
    "said",
    ["ship 5201", "cancel 5204", "refund 5203", "hold 5208", "release 5206",
     "move 6 white mugs from bath to frome", "order 50 house beans from roasthouse",
     "put the merino blanket up to £99", "add a fig candle to 5201"],
)  # fmt: skip
@pytest.mark.parametrize(
    "undone",
    ["don't {}", "never {}", "should we {}", "if she calls {}", "{} tomorrow", "maybe {}",
     "@hannah {}", "Hannah, {}", "hannah, {}", "he said to {}", "we might {}",
     "no need to {}", "before you {}", "is it ok to {}", "{} unless he pays", "i was going to {}"],
)  # fmt: skip
def test_the_same_words_denied_asked_supposed_or_told_prepare_nothing(
    said: str, undone: str
) -> None:
    assert hear(shop(), State(), said).action == "confirm"

    assert hear(shop(), State(), undone.format(said)).action != "confirm"


def test_a_misspelt_product_is_repaired_and_said_so() -> None:
    read = shop().read("how many marmelades in frome")

    assert shown(read.acts[0]) == ("stock_level", {"product": "MAR-SEV", "warehouse": "FRM"})
    assert read.acts[0].repaired == (("marmelades", "marmalade"),)
