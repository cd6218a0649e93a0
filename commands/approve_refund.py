"""Agree to a refund that somebody asked for.

Said: approve refund RF-7
"""

from __future__ import annotations

from commands.kit import Asked, Done, Plain, Preview, Write, command
from commands.refunding import done, meant
from commands.slots_money import ITSELF
from commands.slots_money import REFUND as REFUND_SLOT
from oms import refund_cards, refund_requests, refund_states
from oms.actors import REFUND
from oms.records import Refund
from oms.refund_states import APPROVE


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    refund_id = int(stored["refund"])
    refund_requests.approve(asked.books, refund_id, by=asked.who, key=key)
    return done(asked, refund_id)


@command(
    phrases=[
        "(approve|agree to) [the] refund {refund}",
        "(approve|agree to) {itself}",
        "(approve|agree to) [the] refund (of|for) [return] {refund}",
        "(approve|agree to) [a|the] refund",
    ],
    slots=[REFUND_SLOT, ITSELF],
    may=REFUND,
    write=Write(_do),
)
def approve_refund(
    asked: Asked, refund: Refund | None = None, itself: Refund | None = None
) -> Preview:
    """Agree to a refund; somebody else has to, where it is above the limit of who asked."""
    refund = meant(refund, itself, "approve refund RF-7")
    refund_states.after(refund.number, refund.state, APPROVE)
    refund_requests.may_approve(asked.books, refund, by=asked.who)
    return Preview({"refund": refund_cards.card(asked.books, refund)}, {"refund": refund.id})
