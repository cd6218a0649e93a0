"""A sentence that asks for several things -> an answer to each; at most one change is shown."""

from __future__ import annotations

from collections.abc import Sequence

from assistant import dialogue_memory as memory
from assistant.dialogue_likely import wording
from assistant.dialogue_offers import one_of, refused
from assistant.dialogue_proposals import Where
from assistant.dialogue_reading import Refused
from assistant.dialogue_running import Answer, refusing, run
from assistant.frames import Frame
from commands.kit import Asked
from oms.errors import ShopError


class OneChangeAtATime(ShopError):
    """A sentence asks for several changes."""

    code = "one_change_at_a_time"

    def __init__(self, changes: int) -> None:
        self.changes = changes
        super().__init__(
            f"Those are {changes} changes, and one is shown at a time, so nothing was changed.",
            remedy="Say the first by itself, and then the next.",
        )


def run_all(asked: Asked, where: Where, found: Sequence[Frame | Refused]) -> Answer:
    """Answer one after another what a sentence asks for, as each would be answered by itself.

    Args:
        asked: who asks, and the books.
        where: the conversation.
        found: what its parts stand for in the order in which they were said, at least one.
    """
    changes = [one for one in found if isinstance(one, Frame) and one.command.write is not None]
    if len(changes) > 1:
        return _one_of(asked, changes)
    answers = [_each(asked, where, one) for one in found]
    code = next((one.code for one in answers if one.code), "")
    first, *others = (one.message for one in answers)
    return Answer(first, code=code, more=tuple(others))


def _each(asked: Asked, where: Where, one: Frame | Refused) -> Answer:
    if isinstance(one, Refused):
        return refusing(one)
    try:
        return run(asked, where, one)
    except ShopError as refusal:
        return Answer(refused(refusal), code=refusal.code)


def _one_of(asked: Asked, changes: Sequence[Frame]) -> Answer:
    """A button for each change, where their names tell them apart."""
    refusal = OneChangeAtATime(len(changes))
    labels = [wording(asked, one) or one.command.help for one in changes]
    readings = zip(labels, map(memory.carried, changes), strict=True)
    offers = one_of(asked, readings) if len(set(labels)) == len(labels) else []
    return Answer(refused(refusal, offers), code=refusal.code)
