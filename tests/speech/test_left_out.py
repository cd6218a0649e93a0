"""Questions that leave something out are not answered with the very thing."""

from __future__ import annotations

import pytest

from assistant.understanding import left_out
from tests.speech.sentences import shop


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("sales excluding etsy last week", "excluding"),
        ("takings apart from the website yesterday", "apart from"),
        ("how many fig candles outside of bath", "outside"),
        ("fig candles anywhere but frome", "anywhere but"),
        ("orders without Imogen", "without"),
        ("sales excluding gift vouchers last week", "excluding"),
        ("what did we sell last week apart from sundries", "apart from"),
        ("which orders are not late", "not late"),
        ("show me the orders that aren't on hold", "aren't hold"),
        ("which products didn't sell last week", "didn't sell"),
        ("how much did we take in the last 24 hours", "hours"),
        ("what did we sell in the last hour", "hour"),
        ("sales last week versus the week before", "versus"),
        ("what percentage of sales last week came back", "percentage"),
    ],
)
def test_a_word_that_turns_a_question_is_told(said: str, word: str) -> None:
    read = shop().read(said)

    assert not any(act.verdict == "answer" for act in read.acts)
    assert left_out.said_of(read.acts) == word


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("is 5201 not late?", "order_status"), ("why is 5201 not shipped", "order_status"),
        ("which orders have not been shipped", "find_orders"),
        ("what hasn't shipped", "find_orders"),
        ("sales on etsy last week", "sales_report"),
        ("how many fig candles in bath", "stock_level"),
        ("any fig candles left in bath or not?", "stock_level"),
        ("have we got no fig candles in bath?", "stock_level"),
        ("are there no fig candles left in bath", "stock_level"),
        ("aren't there any fig candles left in bath", "stock_level"),
    ],
)  # fmt: skip
def test_what_leaves_nothing_out_is_answered(said: str, command: str) -> None:
    (act,) = shop().read(said).acts

    assert (act.verdict, act.against) == ("answer", ())
    assert act.command == command


def test_what_was_not_done_is_listed_by_that() -> None:
    said = ("orders not sent yet", "what hasn't shipped", "which orders have not been sent")
    stages = {shop().read(one).acts[0].slots.get("stage") for one in said}

    assert stages == {"unfulfilled"}
