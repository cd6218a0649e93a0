"""Say what the channel itself would give back, to be compared before money is sent.

Said: the channel refunds £12.50 for RF-7 · RF-7 is 12.50 in the channel
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots_money import AMOUNT, REFUND
from oms import channel_figures, money_words, refund_cards
from oms.actors import PAY_OUT
from oms.records import Refund


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    was = _tell(asked, stored, key)
    return Done(_facts(asked, stored, stored["minor"]), {**stored, "minor": was})


def _tell(asked: Asked, stored: Plain, key: str) -> int | None:
    return channel_figures.tell(
        asked.books, stored["refund"], stored["minor"], by=asked.who, key=key
    )


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    _tell(asked, stored, key)
    return _facts(asked, stored, stored["minor"])


@command(
    phrases=[
        "[the] channel (refunds|says|gives|shows|suggests) {amount} (for|of|on) [refund] {refund}",
        "[refund] {refund} is {amount} in the channel",
        "[the] channel says {refund} is {amount}",
        "the channel refunds",
    ],
    slots=[AMOUNT, REFUND],
    may=PAY_OUT,
    write=Write(_do, _undo),
)
def channel_refund(
    asked: Asked, refund: Refund | None = None, amount: str | None = None
) -> Preview:
    """Note what the channel itself would refund; where it differs a case asks before it is sent."""
    if refund is None or amount is None:
        raise MissingWord("refund and amount", "the channel refunds £12.50 for RF-7")
    channel_figures.refuse_sent(refund)
    stored = {"refund": refund.id, "minor": money_words.read(amount, refund.currency)}
    return Preview(_facts(asked, stored, stored["minor"]), stored)


def _facts(asked: Asked, stored: Plain, minor: int | None) -> dict[str, object]:
    refund = asked.books.get_one(Refund, stored["refund"])
    return {"refund": refund_cards.card(asked.books, refund), "minor": minor,
            "who": asked.who.name}  # fmt: skip
