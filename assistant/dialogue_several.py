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
from assistant.understanding.tokens import read
from assistant.understanding.word_lists import listed
from commands.kit import Asked, MissingWord
from oms.errors import ShopError

MOST = 5
"""What is answered or shown at once: nobody looks over more of it before a yes."""


TURNING = listed("""
instead but not only just rather or without except no don't dont never if maybe unless nor neither
""")
"""With one of these what is added may be in place of what was shown."""
OF_AN_ORDER = frozenset({"ship_order", "cancel_order", "hold_order", "release_order"})
"""Of these an order has one at a time."""


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
    codes = sorted((one.code for one in answers if one.code), key=MissingWord.code.__eq__)
    first, *others = (one.message for one in answers)
    answered = Answer(first, code=codes[0] if codes else "", more=tuple(others))
    if tokens and (len(tokens) < len(changes) or _are_contrary(changes)):
        # where one was refused, or lacks a word, it is not clear that the others are wanted
        _mark(asked, where)
        return answered
    return answered if codes or len(tokens) < 2 else together(asked, where, answered, tokens)


def _are_contrary(changes: Sequence[Frame]) -> bool:
    """“ship 1043 and cancel 1043”: of one order, and only one of them can be."""
    orders = [one.values.get("order") for one in changes if one.command.name in OF_AN_ORDER]
    return any(orders.count(one) > 1 for one in orders)


def _mark(asked: Asked, where: Where) -> None:
    """Take care that a yes is to none of what waits, but a word to what is asked for."""
    waiting = proposals.waiting(asked.books, where)
    if waiting and not proposals.is_question(waiting[0]):
        proposals.mark(asked.books, where)


def as_well(
    asked: Asked, where: Where, answered: Answer, before: str, *, said: str
) -> Answer:  # fmt: skip
    """A change that was added to the one that waits, or to several: a yes is to all of them.

    Args:
        asked: who asks, and the books.
        where: the conversation.
        answered: what shows the change that was added.
        before: the token of the change that it was added to.
        said: the message.
    """
    added = _shown_last(asked, where)
    if answered.code or added == before or not only_adds(said):
        return answered
    waiting = _waiting(asked, where) - {added}
    tokens = where.together if before in where.together else (before,)
    if not waiting <= {*tokens}:
        return answered  # others wait that nobody speaks of
    tokens = tuple(one for one in tokens if one in waiting)
    is_alone = not tokens or added in tokens or len(tokens) >= MOST
    return answered if is_alone else together(asked, where, answered, [*tokens, added])


def only_adds(said: str) -> bool:
    """Whether a message adds something, and turns nothing: not “and 1044 instead of 1043”."""
    words = read(said).words()
    return "?" not in words and TURNING.isdisjoint(words)


def together(asked: Asked, where: Where, answered: Answer, tokens: Sequence[str]) -> Answer:
    """What shows several changes, and tells that a yes is to each of them."""
    proposals.put_together(asked.books, where, tokens)
    proposals.prolong(asked.books, where, tokens)
    told = render.render("replies/together", {"changes": len(tokens)})
    *before, last = answered.messages
    first, *more = *before, last.before(told)
    return replace(answered, message=first, more=tuple(more))


def _shown_last(asked: Asked, where: Where) -> str:
    """The token of the change that was just shown; empty: what was said last was a question."""
    kept = memory.last(asked.books, where)
    return kept.token or "" if kept is not None else ""


def _waiting(asked: Asked, where: Where) -> set[str]:
    """The tokens of the changes that wait."""
    waiting = proposals.waiting(asked.books, where)
    return {one.token for one in waiting if not proposals.is_question(one)}


def _each(asked: Asked, where: Where, one: Frame | Refused) -> Answer:
    if isinstance(one, Refused):
        return refusing(one)
    try:
        return run(asked, where, one)
    except ShopError as refusal:
        return Answer(refused(refusal), code=refusal.code)
