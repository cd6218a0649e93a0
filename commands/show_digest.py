"""The morning digest, asked for.

Said: digest · show me this morning's digest · digest of yesterday
"""

from __future__ import annotations

import datetime as dt

from commands.kit import Asked, Reply, command
from commands.slots_days import MORNING, TOLD_DAY
from oms.actors import READ


@command(
    phrases=[
        "[show me|show|give me|send me] [the|today's|this morning's] [daily|morning] digest",
        "[show me|show|give me|send me] [the] digest (of|for|about) {told_day}",
        "[show me|show|give me|send me] {morning} digest",
    ],
    slots=[MORNING, TOLD_DAY],
    may=READ,
)
def show_digest(
    asked: Asked, morning: dt.date | None = None, told_day: dt.date | None = None
) -> Reply:
    """Show the morning digest: what sold, what is late, running out, held, owed and back."""
    # the figures come with pandas, which no other question should wait for
    from oms.figures import morning as digests

    of_day = morning or asked.today
    if told_day is not None:
        # today is told of tomorrow; until then there is this morning's
        of_day = min(told_day + dt.timedelta(days=1), asked.today)
    found = digests.collect(asked.books, of_day)
    return Reply({**found.facts, "is_past": of_day < asked.today})
