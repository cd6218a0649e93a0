"""Two people confirm at the same moment: the second is shown what the first one left."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import staff
from oms.tables.money import Refund, StoreCredit
from oms.tables.stock import Movement
from tests.conversation import Talk, lines_of
from tests.small_shop import SmallShop
from tests.transactions import at_once

ROB = "U04ROB"
SAID = [
    ("counted 7 MUG-BLU in York", "counted 8 MUG-BLU in York"),
    ("take 1 MUG-BLU off York damaged", "take 1 MUG-BLU off York damaged"),
    ("sold 2 MUG-BLU in Leeds", "sold 2 MUG-BLU in Leeds"),
    ("refund 5.00 goodwill on 1001", "refund 5.00 goodwill on 1001"),
    ("refund 1 blue mug of 1001 without return", "refund 1 blue mug of 1001 without return"),
    ("give Priya Shah £5.00 credit", "give Priya Shah £5.00 credit"),
    ("cancel 1 blue mug of 1043", "cancel 1 blue mug of 1043"),
]


def made(books: Session) -> int:
    """How many movements, refunds and credits there are."""
    return sum(books.scalar(select(func.count(one.id))) or 0
               for one in (Movement, Refund, StoreCredit))  # fmt: skip


@pytest.mark.parametrize("said", SAID, ids=lambda pair: str(pair[0]))
def test_of_two_who_confirm_at_once_one_does_it_and_the_other_is_shown_it_anew(
    shop: SmallShop, said: tuple[str, str]
) -> None:
    with shop.database.writing() as books:
        staff.add(books, name="Rob Lane", slack_user_id=ROB, role="owner")
    talks = [Talk(shop), Talk(shop, user=ROB, target="D04")]
    for talk, words in zip(talks, said, strict=True):
        talk.say(words)
    with shop.database.reading() as books:
        before = made(books)

    def confirm(books: Session, talk: Talk) -> str:
        return " ".join(lines_of(talk.press(books, "Confirm").message.blocks))

    answers = at_once(shop.database, confirm, talks)

    anew = [one for one in answers if "changed since it was shown" in one]
    assert len(anew) == 1, answers
    with shop.database.reading() as books:
        assert made(books) - before == 1
