"""Say that the money of a refund arrived.

Said: refund RF-7 settled · refund RF-7 arrived
"""

from __future__ import annotations

from commands.kit import Asked, Done, Plain, Preview, Write, command
from commands.refunding import done, meant
from commands.slots_money import ITSELF, REFUND
from oms import refund_cards, refund_states, refund_steps
from oms.actors import PAY_OUT
from oms.records import Refund
from oms.refund_states import SETTLE


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    refund_id = int(stored["refund"])
    refund_steps.settle(asked.books, refund_id, by=asked.who, key=key)
    return done(asked, refund_id)


@command(
    phrases=[
        "refund {refund} [is|has|was] (settled|arrived|cleared|completed)",
        "{itself} [is|has|was] (settled|arrived|cleared|completed)",
        "(mark|record) refund {refund} [as] (settled|arrived|cleared)",
        "(settle|mark settled) [a|the] refund",
        "settle refund {refund}",
    ],
    slots=[REFUND, ITSELF],
    may=PAY_OUT,
    write=Write(_do),
)
def refund_settled(
    asked: Asked, refund: Refund | None = None, itself: Refund | None = None
) -> Preview:
    """Record that the money of a refund arrived; then it is over."""
    refund = meant(refund, itself, "refund RF-7 settled")
    refund_states.after(refund.number, refund.state, SETTLE)
    return Preview({"refund": refund_cards.card(asked.books, refund)}, {"refund": refund.id})
