"""What waits, as a message puts it right that no phrase reads: goods of an order, an amount.

What is shown stays what it is but for that; it is shown anew, and waits for a yes of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assistant import dialogue_basket, loosely
from assistant import dialogue_memory as memory
from assistant.dialogue_proposals import Where
from assistant.dialogue_running import Answer, run
from assistant.frames import Frame
from assistant.understanding.tag_sheet import DOCUMENTS
from commands.kit import Asked

NEW, AMOUNT = "new_order", "amount"
LONGEST = 200
"""Letters of what puts something right."""
OPENING = re.compile(
    r"(?:and|plus|also|add|with|make|change|set|no|nope|nah|actually|sorry|wait|oh|yes|for|ok|but|only"
    r"|just|should|it|take|remove|drop|without|minus|leave|scrap|not)\b|[£$€]?\d",
    re.IGNORECASE,
)
"""With what such a message begins."""
MONEY = re.compile(
    r"(?:(?:ok|okay|oh|ah|yes|yeah|sorry|no|nope|nah|wait|actually|please|but|only|just|make|change|set"
    r"|it|that|to|should|be|was|is|say|i|meant|mean)[,.! ]+)*"
    r"(?P<amount>[£$€]?\d{1,6}(?:[.,]\d{1,2})?(?: ?(?:quid|pounds?|euros?|dollars?|p|pence))?)"
    r"(?: (?:please|pls|instead|then|only|sorry|not [£$€]?\d[\d.,]*))*[.! ]*",
    re.IGNORECASE,
)


def changed(asked: Asked, where: Where, said: str) -> Answer | None:
    """The change that was shown last, with what a message puts right of it; None: nothing.

    Args:
        asked: who says it, and the books.
        where: the conversation.
        said: the message.
    """
    said = " ".join(said.split())
    if not OPENING.match(said) or "?" in said or len(said) > LONGEST:
        return None
    recalled = memory.recall(asked, where)
    pending = recalled.pending
    if pending is None or recalled.focus is not pending:
        return None
    values = next(_values(asked, pending, said), None)
    if values is None:
        return None
    frame = Frame(pending.command, {**pending.values, **values}, pending.of_room)
    return run(asked, where, frame, again=True, replaced=recalled.proposal)


def _values(asked: Asked, pending: Frame, said: str) -> Iterator[dict[str, Any]]:
    if pending.command.name == NEW:
        yield from dialogue_basket.values(asked, pending, said)
    told = MONEY.fullmatch(said) if AMOUNT in pending.values else None
    # “no, 1044” is that order
    if told and not any(one.kind in DOCUMENTS for one in loosely.understood(asked, said).tags):
        yield {AMOUNT: told[AMOUNT]}
