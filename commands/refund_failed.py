"""Say that the money of a refund did not go through.

Said: refund RF-7 failed · refund RF-7 failed because the card has expired
"""

from __future__ import annotations

from commands.kit import Asked, Done, Plain, Preview, Write, command
from commands.refunding import done, meant
from commands.slots import WHY
from commands.slots_money import ITSELF, REFUND
from oms import refund_cards, refund_states, refund_steps
from oms.actors import PAY_OUT
from oms.records import Refund
from oms.refund_states import FAIL

UNSAID = "no reason given"


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    refund_id = int(stored["refund"])
    refund_steps.fail(asked.books, refund_id, str(stored["why"]), by=asked.who, key=key)
    return done(asked, refund_id)


@command(
    phrases=[
        "refund {refund} [has|was] (failed|bounced|refused)",
        "refund {refund} [has|was] (failed|bounced|refused) because {why}",
        "{itself} [has|was] (failed|bounced|refused)",
        "{itself} [has|was] (failed|bounced|refused) because {why}",
        "[a] refund (failed|bounced)",
    ],
    slots=[REFUND, ITSELF, WHY],
    may=PAY_OUT,
    write=Write(_do),
)
def refund_failed(
    asked: Asked,
    refund: Refund | None = None,
    itself: Refund | None = None,
    why: str | None = None,
) -> Preview:
    """Record that a refund did not go through, so that somebody sees to it."""
    refund = meant(refund, itself, "refund RF-7 failed")
    refund_states.after(refund.number, refund.state, FAIL)
    stored = {"refund": refund.id, "why": why or UNSAID}
    return Preview({"refund": refund_cards.card(asked.books, refund), "why": why or ""}, stored)
