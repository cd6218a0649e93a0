"""Say that a refund was paid in the channel, and under which reference.

Said: refund RF-7 sent ref 8812 · refund R-12 paid reference 8812
"""

from __future__ import annotations

from commands.kit import Asked, Done, MissingWord, Plain, Preview, Write, command
from commands.refunding import done, meant
from commands.slots_money import ITSELF, REFERENCE, REFUND
from oms import refund_cards, refund_states, refund_steps
from oms.actors import PAY_OUT
from oms.records import Refund
from oms.refund_states import FAILED, RETRY, SEND


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    refund_id, reference = int(stored["refund"]), str(stored["reference"])
    refund_steps.send(asked.books, refund_id, reference, by=asked.who, key=key)
    return done(asked, refund_id)


@command(
    phrases=[
        "refund {refund} [was|is] (sent|paid|done|made) (ref|reference|under|with) {reference}",
        "(mark|record) refund {refund} [as] (sent|paid) (ref|reference|under|with) {reference}",
        "refund {refund} [was|is|has been] (sent|paid|done|made)",
        "(mark|record) refund {refund} [as] (sent|paid)",
        "[refund] {itself} [was|is|has been] (sent|paid|done|made)",
        "[refund] {itself} [was|has been] (sent|paid) (ref|reference|under|with) {reference}",
        "(a refund was|refund) (sent|paid)",
    ],
    slots=[REFUND, ITSELF, REFERENCE],
    may=PAY_OUT,
    write=Write(_do),
)
def refund_sent(
    asked: Asked,
    refund: Refund | None = None,
    itself: Refund | None = None,
    reference: str | None = None,
) -> Preview:
    """Record that a refund was paid, with the reference under which it can be found."""
    refund = meant(refund, itself, "refund RF-7 sent ref 8812")
    refund_states.after(refund.number, refund.state, RETRY if refund.state == FAILED else SEND)
    if reference is None:
        raise MissingWord("reference", f"refund {refund.number} sent ref 8812")
    shown = refund_cards.card(asked.books, refund)
    return Preview(
        {"refund": shown, "reference": reference}, {"refund": refund.id, "reference": reference}
    )
