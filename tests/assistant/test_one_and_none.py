"""How one, none and nothing new are said: one unit is, none is not counted, today is no 0 days."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from assistant import render
from oms.return_cards import ReturnFound
from tests.conversation import lines_of

CARD = {
    "number": "R-1",
    "place": "Leeds",
    "expires_on": None,
    "state": "receiving",
    "source": "York",
}


def said(template: str, **facts: Any) -> str:
    """What a message says, also in its blocks."""
    message = render.render(template, {"who": "Ann Lee", "token": "t", **facts})
    return "\n".join([message.text, *lines_of(message.blocks)])


@pytest.mark.parametrize(
    "template",
    [
        "replies/agree_return_done",
        "replies/close_return_undone",
        "replies/receive_return_undone",
        "replies/transfer_stock_undone",
    ],
)
@pytest.mark.parametrize(("units", "told_units"), [(1, "1 unit"), (2, "2 units")])
def test_one_unit_is_and_two_are(template: str, units: int, told_units: str) -> None:
    told = said(template, card=SimpleNamespace(**CARD, units=units, to_come=units))

    assert f"{told_units} " in told
    assert (" are " in told) == (units > 1)


def test_where_nothing_is_awaited_no_units_are_told() -> None:
    told = said("replies/receive_return_undone", card=SimpleNamespace(**CARD, to_come=0))

    assert "unit" not in told
    assert told.startswith("Undone: what had come for return R-1 is not counted in any more.")


@pytest.mark.parametrize(
    "command",
    ["refund", "refund_goodwill", "refund_less", "refund_postage", "refund_without_return"],
)
def test_a_refund_of_nothing_is_called_off_without_an_amount(command: str) -> None:
    nothing = SimpleNamespace(
        number="RF-1", amount_minor=0, payout_minor=0, released_minor=0, currency="GBP", order="1"
    )
    assert "£" not in said(f"replies/{command}_undone", refund=nothing)
    assert "£" not in said("replies/decline_refund_done", refund=nothing)

    some = SimpleNamespace(**{**vars(nothing), "amount_minor": 850, "payout_minor": 850})
    assert said(f"replies/{command}_undone", refund=some).splitlines() == [
        "Undone: refund RF-1 of £8.50 is called off.",
        "Undone. Refund RF-1 of £8.50 is called off.",
    ]


@pytest.mark.parametrize(("days", "told"), [(0, "today"), (1, "1 day"), (3, "3 days")])
def test_what_is_of_today_is_no_0_days_old(days: int, told: str) -> None:
    found = ReturnFound("R-1", "requested", "1043", "Ann Lee", 2, 0, 0, days, None)
    facts = {"returns": [found], "total": 1, "to_inspect": False}

    assert f"asked for · {told}\n" in said("replies/open_returns", **facts) + "\n"


@pytest.mark.parametrize(("counted", "told"), [(1, "1 was counted"), (4, "4 were counted")])
def test_one_was_counted(counted: int, told: str) -> None:
    facts = {"title": "Red mug", "sku": "MUG-RED", "location": "York", "sku_id": 1,
             "location_id": 2, "counted": counted, "on_hand": 5}  # fmt: skip

    assert told in said("notices/overtyped", **facts)
