"""A sentence that asks for several things -> an answer to each; a yes is to all that it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant import dialogue_memory as memory
from assistant import dialogue_proposals as proposals
from assistant import render
from assistant.dialogue_offers import refused
from assistant.dialogue_proposals import Where
from assistant.dialogue_reading import Refused
from assistant.dialogue_running import Answer, refusing, run
from assistant.frames import Frame
from commands.kit import Asked
from oms.errors import ShopError

MOST, TWO = 5, 2
"""What is answered or shown at once: nobody looks over more of it before a yes."""


class TooManyAtOnce(ShopError):
    """A sentence asks for more than is answered, or shown, at once."""

    code = "too_many_at_once"

    def __init__(self, asked: int) -> None:
        self.asked = asked
        super().__init__(
            f"You ask for {asked} things, and at most {MOST} are answered at once, so nothing was"
            " changed.",
            remedy="Say some of them, and then the others.",
        )


def run_all(asked: Asked, where: Where, found: Sequence[Frame | Refused]) -> Answer:
    """Answer one after another what a sentence asks for, as each would be answered by itself.

    Args:
        asked: who asks, and the books.
        where: the conversation.
        found: what its parts stand for in the order in which they were said, at least one.

    Raises:
        TooManyAtOnce: they are more than anybody looks over.
    """
    if len(found) > MOST:
        raise TooManyAtOnce(len(found))
    changes = [one for one in found if isinstance(one, Frame) and one.command.write is not None]
    answers: list[Answer] = []
    tokens: list[str] = []
    for one in found:
        answers.append(_each(asked, where, one))
        if one in changes and not answers[-1].code:
            tokens.append(_shown_last(asked, where))
    code = next((one.code for one in answers if one.code), "")
    first, *others = (one.message for one in answers)
    answered = Answer(first, code=code, more=tuple(others))
    # where one was refused, it is not clear that the others are wanted
    return answered if code or len(tokens) < TWO else together(asked, where, answered, tokens)


def as_well(asked: Asked, where: Where, answered: Answer, before: str) -> Answer:
    """A change that was added to the one that waits, or to several: a yes is to all of them.

    Args:
        asked: who asks, and the books.
        where: the conversation.
        answered: what shows the change that was added.
        before: the token of the change that it was added to.
    """
    added = _shown_last(asked, where)
    if answered.code or added == before:
        return answered
    tokens = where.together if before in where.together else (before,)
    tokens = tuple(one for one in tokens if one in _waiting(asked, where))
    is_known = not tokens or added in tokens or len(tokens) >= MOST
    return answered if is_known else together(asked, where, answered, [*tokens, added])


def together(asked: Asked, where: Where, answered: Answer, tokens: Sequence[str]) -> Answer:
    """What shows several changes, and tells that a yes is to each of them."""
    proposals.put_together(asked.books, where, tokens)
    told = render.render("replies/together", {"changes": len(tokens)})
    *before, last = answered.messages
    first, *more = *before, last.before(told)
    return replace(answered, message=first, more=tuple(more))


def _shown_last(asked: Asked, where: Where) -> str:
    """The token of the change that was just shown; empty: what was said last was a question."""
    kept = memory.last(asked.books, where)
    return kept.token or "" if kept is not None else ""


def _waiting(asked: Asked, where: Where) -> set[str]:
    return {one.token for one in proposals.waiting(asked.books, where)}


def _each(asked: Asked, where: Where, one: Frame | Refused) -> Answer:
    if isinstance(one, Refused):
        return refusing(one)
    try:
        return run(asked, where, one)
    except ShopError as refusal:
        return Answer(refused(refusal), code=refusal.code)
