"""What comes of a yes or a no: carried out once, let go of, undone, or shown anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial, reduce
from typing import Any

from assistant import dialogue_memory as memory
from assistant import dialogue_proposals as proposals
from assistant import dialogue_settling as yes_or_no
from assistant import dialogue_which, render
from assistant.dialogue_offers import refused
from assistant.dialogue_proposals import QUESTION, Waits, Where
from assistant.dialogue_running import Answer, run
from assistant.render import Message
from commands.kit import Asked
from oms.errors import NoLongerPossible, ShopError
from oms.tables.messages import Proposal


def mark_refusal(asked: Asked, where: Where) -> None:
    """Remember that the last words came to nothing: a “yes” after them is no yes to a preview."""
    if proposals.waiting(asked.books, where):
        proposals.mark(asked.books, where)


def by_word(asked: Asked, where: Where, word: str, *, are_told: bool = False) -> Answer:
    """“yes”, “no” or “undo”, as a whole message.

    Args:
        asked: who says it, and the books.
        where: the conversation.
        word: yes, no or undo.
        are_told: it was just told which changes wait.
    """
    if word == "undo":
        return Answer(offer_undo(asked, where))
    waiting = proposals.waiting(asked.books, where)
    if waiting and waiting[0].command == QUESTION:
        if word == "yes":
            raise NoLongerPossible(
                "You said something else since, so it is not clear what the yes is to.",
                remedy="Press Confirm on what is meant.",
            )
        waiting.pop(0).state = "dropped"
    if not waiting or (word == "yes" and proposals.is_question(waiting[0])):
        raise NoLongerPossible(
            "Nothing waits for a yes or no here.", remedy="Say what to do, for example `ship 1043`."
        )
    if proposals.is_question(waiting[0]):
        waiting[0].state = "dropped"
        return Answer(render.render("replies/cancelled", {"others": False}))
    previews = [one for one in waiting if not proposals.is_question(one)]
    if word == "yes":
        previews = proposals.without_repeats(previews)
    if len(previews) > 1 and word == "yes":
        raise dialogue_which.ask(asked, where, previews)
    settled = settle(asked, where, "confirm" if word == "yes" else "cancel", previews[0].token)
    if word == "no" and len(previews) > 1 and not are_told:
        # a yes after a no is not to make what was shown before it
        mark_refusal(asked, where)
    return Answer(settled.message, code=settled.code)


def undo_or_not(asked: Asked, where: Where, word: str, token: str) -> Answer:
    """A yes or no to “Undo this?”: whatever else waits, it was asked last."""
    if word == "no":
        return Answer(render.render("replies/cancelled", {"others": False}))
    settled = settle(asked, where, "undo", token)
    return Answer(settled.message, code=settled.code)


def offer_undo(asked: Asked, where: Where) -> Message:
    """Ask whether to undo what was done last here.

    Raises:
        NoLongerPossible: nothing of theirs can be undone.
    """
    done = proposals.last_done(asked.books, where)
    if done is None or done.undo is None:
        raise NoLongerPossible(
            "There is nothing of yours here to undo.",
            remedy="A change can be undone for ten minutes.",
        )
    proposals.ask_to_undo(asked.books, where, done)
    return render.render("replies/undo", {"told": done.undo["told"], "token": done.token})


def settle(asked: Asked, where: Where, kind: str, token: str) -> Answer:
    """Confirm, cancel or undo one change; one that would be otherwise by now is shown anew.

    Raises:
        As `dialogue_proposals.settle`.
    """
    proposals.refuse_again(where)
    settled = proposals.settle(asked, kind, token)
    if settled.anew is not None:
        shown = _shown_anew(asked, where, settled.message, settled.anew)
        return replace(shown, instead=True, code=shown.code or NoLongerPossible.code)
    code = settled.refusal.code if settled.refusal else ""
    return Answer(settled.message, instead=True, code=code)


def one_by_one(asked: Asked, where: Where, previews: Sequence[Proposal]) -> Answer:
    """Changes are made, each by itself: what one refuses does not undo the others."""
    waiting = proposals.waiting(asked.books, where)
    yes_or_no.drop_marks(waiting)
    left = {one.token for one in waiting if not proposals.is_question(one)}
    left -= {one.token for one in previews}
    made: list[Answer] = []
    for one in previews:
        make = partial(settle, asked, where, "confirm", one.token)
        try:
            made.append(proposals.all_or_nothing(asked.books, make))
        except ShopError as refusal:
            made.append(Answer(refused(refusal), code=refusal.code))
    if left and where.together:
        # whoever chose one of those that were shown together said nothing of the others
        mark_refusal(asked, where)
    message = reduce(Message.before, (one.message for one in made))
    return Answer(message, code=next((one.code for one in made if one.code), ""))


def none_of(asked: Asked, where: Where, waits: Waits) -> Answer:
    """A no to several changes that were shown together lets go of all of them."""
    dropped = [proposals.drop(asked.books, where, token) for token in waits.together]
    if not any(dropped):
        raise NoLongerPossible(
            "Nothing waits for a yes or no here.", remedy="What was confirmed can be undone."
        )
    if yes_or_no.is_shown(proposals.waiting(asked.books, where)):
        # a yes after a no is not to make what was shown before it
        mark_refusal(asked, where)
    return Answer(render.render("replies/cancelled", {"others": not all(dropped)}))


def _shown_anew(asked: Asked, where: Where, why: Message, said: Mapping[str, Any]) -> Answer:
    """A change as it would be by now, which waits for a yes of its own."""
    frame = memory.frame_of(asked, said)
    if frame is None:
        raise NoLongerPossible("That has changed since it was shown, so nothing was done.")
    try:
        shown = run(asked, where, frame)
    except ShopError as refusal:
        return Answer(refused(refusal), code=refusal.code)
    return replace(shown, message=why.before(shown.message))
