"""How a refund stands and why it is that much.

Said: refund RF-7? · status of refund RF-7 · has refund RF-7 been paid?
"""

from __future__ import annotations

from commands.kit import Asked, MissingWord, Reply, command
from commands.slots_money import ITSELF, REFUND
from oms import refund_cards
from oms.actors import READ
from oms.records import Refund


@command(
    phrases=[
        "[show|where is|how is] [me] refund {itself}",
        "{itself}",
        "(status|state|terms) of [the] refund {refund}",
        "(where|how) is [the] refund [of|for] {refund}",
        "why is refund {refund} that much",
        "why is {itself} that much",
        "(where is|where's|how is) {itself}",
        "how was [refund] {itself} (worked out|calculated)",
        "(has|is|was) refund {refund} [been] (paid|sent|arrived|approved|settled) [yet]",
        "refund (status|state)",
    ],
    slots=[REFUND, ITSELF],
    may=READ,
)
def refund_status(
    asked: Asked, refund: Refund | None = None, itself: Refund | None = None
) -> Reply:
    """Say how a refund stands, every term of its amount, and what to do next."""
    found = refund or itself
    if found is None:
        raise MissingWord("refund", "status of refund RF-7")
    return Reply({"refund": refund_cards.card(asked.books, found)})
