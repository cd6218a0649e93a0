"""Decline a refund, or call it off, before money is sent.

Said: decline refund RF-7 · call off refund RF-7 because she keeps it
"""

from __future__ import annotations

from commands.kit import Asked, Done, Plain, Preview, Write, command
from commands.refunding import done, meant
from commands.slots import WHY
from commands.slots_money import ITSELF, REFUND
from oms import refund_cards, refund_states, refund_steps
from oms.actors import PROPOSE
from oms.records import Refund
from oms.refund_states import CALL_OFF


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    refund_id = int(stored["refund"])
    refund_steps.call_off(asked.books, refund_id, str(stored["why"]), by=asked.who, key=key)
    return done(asked, refund_id)


@command(
    phrases=[
        "(decline|reject|refuse|withdraw|cancel|call off|void) [the] refund {refund}",
        "(decline|reject|refuse|withdraw|cancel|call off|void) {itself}",
        "(decline|reject|refuse|withdraw|cancel|call off|void) [the] refund {refund} because {why}",
        "(decline|reject|call off|void) [a|the] refund",
    ],
    slots=[REFUND, ITSELF, WHY],
    may=PROPOSE,
    write=Write(_do),
)
def decline_refund(
    asked: Asked,
    refund: Refund | None = None,
    itself: Refund | None = None,
    why: str | None = None,
) -> Preview:
    """Decline a refund or call it off; its units and money are free again."""
    refund = meant(refund, itself, "decline refund RF-7")
    refund_states.after(refund.number, refund.state, CALL_OFF)
    refund_steps.may_call_off(refund, by=asked.who)
    stored = {"refund": refund.id, "why": why or "declined"}
    return Preview({"refund": refund_cards.card(asked.books, refund), "why": why or ""}, stored)
