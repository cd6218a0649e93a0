"""What came back in some days: how many, why, what it is worth, and money given back.

Said: returns report for last month · why do people return blue mugs? · what is our return rate?
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from commands.slots import CHANNEL, SKU
from commands.slots_days import WHEN
from oms import periods, return_figures, sales, settings
from oms.actors import READ
from oms.periods import Days
from oms.records import Channel, Sku
from oms.sales import Only

LISTED = 5


@command(
    phrases=[
        "[show me|show] [the] (returns report|return report|returns figures) [in|on|for] {when}",
        "[show me|show] [the] (returns report|return report|returns figures)",
        "[show] [me] [the] returns [in|on|for|from|of|during] {when}",
        "[the] returns report (of|for) {sku} [in|on|for] {when}",
        "[the] returns report (of|for) {sku}",
        "[the] returns report (of|for|on) {channel} [in|on|for] {when}",
        "[the] returns report (of|for|on) {channel}",
        "[the] returns report (of|for) {sku} on {channel} [in|for] {when}",
        "[the] returns report (of|for) {sku} on {channel}",
        "how many returns (did we have|did we get|have we had|were there) [in|on] {when}",
        "how much (did we refund|have we refunded) [in|on] {when}",
        "why (do people|do customers) return [the|our] {sku}",
        "why (does|do|is|are) [the|our] {sku} (come back|coming back)",
        "[what is|what's] [the] return rate (of|for|on) [the|our] {sku}",
        "[what is|what's] [the|our] return rate",
        "what (do people|do customers) return [most]",
    ],
    slots=[SKU, CHANNEL, WHEN],
    may=READ,
)
def returns_report(
    asked: Asked, sku: Sku | None = None, channel: Channel | None = None, when: Days | None = None
) -> Reply:
    """Say what came back in some days: how many, why, what it is worth, and money sent back."""
    meant = when or periods.usual(asked.today)
    zone = settings.zone(asked.books)
    span = meant.span(zone)
    only = Only(sku.id if sku else None, channel.id if channel else None)
    paid = return_figures.refunded(asked.books, span, only.channel_id)
    facts = {
        "days": meant,
        "zone": zone,
        "title": f"{sku.title} ({sku.code})" if sku else "",
        "channel": channel.name if channel else "",
        "returned": return_figures.summed(asked.books, span, only),
        "reasons": return_figures.reasons(asked.books, span, only),
        "most": [] if sku else return_figures.most(asked.books, span, limit=LISTED, only=only),
        "sold": sum(one.units for one in sales.by_channel(asked.books, span, only)),
        # money goes back for orders, so it is not told of one product
        "refunded": None if sku else paid,
    }
    return Reply(facts)
