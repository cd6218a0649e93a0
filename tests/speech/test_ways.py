"""Ways in which staff say the same thing: numbers, states, and requests without a verb."""

from __future__ import annotations

import pytest

from assistant.understanding.numbers import told_digits
from assistant.understanding.state import State
from assistant.understanding.talk import hear
from tests.speech.sentences import shop, shown

SAME = (
    ("what's in order five two oh one", "what's in order 5201"),
    ("status of fifty two oh three", "status of 5203"),
    ("where is order no. 5203", "where is order 5203"),
    ("anything on hold rn?", "orders on hold"),
    ("unshipped etsy", "unshipped etsy orders"),
    ("5203 status", "status of 5203"),
    ("5201 update pls", "status of 5201"),
    ("stauts of 5203", "status of 5203"),
    ("whts low in frome", "what's low in frome"),
    ("hang on, where is 5203", "where is 5203"),
    ("last weeks takings", "last week's takings"),
    ("opn 5203", "open 5203"),
    (
        "summary of returns by reason this month, if it isn't a bother",
        "summary of returns by reason this month",
    ),
    ("what's Luca ordered from us", "what has Luca ordered"),
)


@pytest.mark.parametrize(("said", "plainly"), SAME, ids=[said for said, _ in SAME])
def test_it_is_understood_as_what_is_said_plainly(said: str, plainly: str) -> None:
    one, two = (hear(shop(), State(), words) for words in (said, plainly))

    assert one.action == two.action == "answer"
    assert [shown(act) for act in one.acts] == [shown(act) for act in two.acts]


@pytest.mark.parametrize(
    ("said", "plainly"),
    [
        ("5204 needs holding", "hold 5204"),
        ("RET-12 still wants booking in", "book in RET-12"),
        ("we need 20 decaf ordering", "order 20 decaf"),
        ("a couple of things: ship 5201 and hold 5204", "ship 5201 and hold 5204"),
        ("hold 5204 while you're at it", "hold 5204"),
        ("could you possibly hold 5204 for me? Thank you so much", "hold 5204"),
        ("would you be so kind as to hold 5204", "hold 5204"),
        ("can ya hold 5204", "hold 5204"),
        ("whack a hold on 5204", "put a hold on 5204"),
        ("hold 5204 would you love", "hold 5204"),
        ("could 5204 be put on hold please", "put 5204 on hold please"),
        ("so could 5203 be cancelled please", "cancel 5203"),
        ("could five fig candles kindly be moved from Bath to Wells",
         "move five fig candles from Bath to Wells"),
        ("please could a return be begun for 5202", "start a return for 5202"),
        ("would you mind awfully removing the fig candle from 5203",
         "remove the fig candle from 5203"),
        ("I'm so sorry to trouble you but could you hold 5204", "hold 5204"),
        ("we were wondering if you could hold 5204, if it isn't a bother", "hold 5204"),
        ("i need cancel 5203", "cancel 5203"),
        ("hold 5203, note on it customer will call back",
         "hold 5203 and note on it: customer will call back"),
        ("where's 5204, and put it on hold", "where's 5204 and hold 5204"),
        ("how many fig candles in bath, and what do they cost?",
         "how many fig candles in bath, and what is the price of fig candles?"),
    ],
)  # fmt: skip
def test_a_request_is_understood_as_what_is_said_plainly(said: str, plainly: str) -> None:
    one, two = (hear(shop(), State(), words) for words in (said, plainly))

    assert one.action == two.action
    assert [shown(act) for act in one.acts] == [shown(act) for act in two.acts] != []


@pytest.mark.parametrize(
    "said",
    [
        "does 5204 need holding?",
        "can 5204 be cancelled?",
        "could 5204 still be cancelled",
        "could it be that 5204 was cancelled",
        "would it be possible to cancel 5204",
        "hold 5204? thanks",
        "possibly hold 5204",
        "5204 might need cancelling",
        "she wants 5204 cancelled if it is late",
        "nothing on 5204 needs changing",
        "5203 was refunded, and she found it elsewhere",
        "where's 5204, and should we put it on hold",
        "where's 5204, and put it on hold tomorrow",
        "ship 5204 while the courier is here",
    ],
)
def test_what_asks_or_supposes_is_no_request(said: str) -> None:
    assert hear(shop(), State(), said).action != "confirm"


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("three three oh four", "3304"),
        ("thirty three oh four", "3304"),
        ("ten forty three", "1043"),
        ("fifty two double one", "5211"),
        ("twenty", ""),
        ("two hundred", ""),
        ("seven eight", ""),
        ("double", ""),
    ],
)
def test_digits_that_are_said_are_a_number_when_there_are_three(words: str, digits: str) -> None:
    found = told_digits(words.split(), 0)

    assert (found[0] if found else "") == digits


def test_digits_that_are_said_name_no_order_that_the_shop_does_not_have() -> None:
    assert hear(shop(), State(), "cancel order nine nine oh nine").action != "confirm"
    assert hear(shop(), State(), "cancel order five two oh one").action == "confirm"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("canncel 5201", "cancel"),
        ("transfr 4 honey from bath to frome", "transfer"),
        ("refnud 5203", "refund"),
    ],
)
def test_a_misspelt_change_is_shown_as_it_was_read(said: str, read: str) -> None:
    heard = hear(shop(), State(), said)

    assert heard.action == "confirm"
    assert (said.split(maxsplit=1)[0], read) in heard.acts[0].repaired


@pytest.mark.parametrize(
    "said",
    [
        "nevr ship 5201",
        "ship 5201 tommorow",
        "ship 5201 wheneverr they pay",
        "shuold I cancel 5201",
        "yesteday we canceled 5201",
        "she cancled 5201",
        "we refudned 5203 yesteday",
    ],
)
def test_a_slip_makes_no_change_of_what_asks_for_none(said: str) -> None:
    assert hear(shop(), State(), said).action != "confirm"


def test_a_misspelt_word_by_itself_is_no_request() -> None:
    assert hear(shop(), State(), "NUDO").action == "none"


@pytest.mark.parametrize("said", ["where is Stauts", "email for Returm", "any kayak paddles"])
def test_names_and_words_of_english_stay_as_they_are(said: str) -> None:
    assert shop().read(said).text.respelt == ()


def test_a_known_slip_is_nothing_that_the_shop_sells() -> None:
    assert hear(shop(), State(), "cancle 5201").action == "confirm"
