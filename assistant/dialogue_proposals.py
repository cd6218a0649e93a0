"""What was shown and waits for a word: confirm once, cancel, undo for ten minutes."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from assistant import dialogue_shown as shown
from assistant import render, understand
from assistant.dialogue_offers import refused
from assistant.render import Message
from commands.kit import Asked, Command, Done, Plain, Write
from oms import actors, clock, locks, questions
from oms.actors import Who
from oms.errors import NoLongerPossible, ShopError
from oms.rehearsal import rehearse
from oms.tables.messages import Proposal

PATIENCE = dt.timedelta(minutes=10)
QUESTION = "?"
"""Stands before the command's name of a question that waits for its answer."""
UNDO = "undo?"
"""In place of a command's name: “Undo this?” was asked, and waits for its yes."""
WHICH = "which?"
"""In place of a command's name: it was asked to which of several changes a yes was."""
TOGETHER = "together"
"""In place of a command's name: it was told that a yes is to each of several changes."""
MARKS = frozenset({UNDO, WHICH, TOGETHER})
"""What says to what the very next yes is, and waits for nothing by itself."""
PAST = {"done": "done", "dropped": "cancelled", "undone": "undone", "expired": "dropped"}
RECENT = (
    select(Proposal)
    .where(
        Proposal.by_id == bindparam("who"),
        Proposal.target == bindparam("here"),
        Proposal.state == bindparam("stands"),
        Proposal.until >= bindparam("now"),
    )
    .order_by(Proposal.id.desc())
)
ANY_RECENT = RECENT.with_only_columns(Proposal.id).limit(1)
"""Most of what is said follows nothing that waits."""
PAUSED = "paused"
"""In what is kept of a mark: somebody asked for a moment."""
Outcome = TypeVar("Outcome")


@dataclass(frozen=True)
class Where:
    """A conversation: who, in which channel or DM, in which thread."""

    who: Who
    target: str
    thread: str | None
    words: str = ""
    """The sentence that is answered; empty: a button was pressed."""
    question: Plain | None = field(default=None, compare=False)
    """What was asked for when it was said, as it is stored; kept where an answer comes between."""
    is_again: bool = field(default=False, compare=False)
    """A button asks it again."""
    is_next: bool = field(default=False, compare=False)
    """It is said right behind what was shown last."""
    together: tuple[str, ...] = field(default=(), compare=False)
    """The tokens of what a yes was to, together, when it was said."""


@dataclass(frozen=True)
class Change:
    """What waits: a command's name and what Confirm would act on; or a question, and of what."""

    command: str
    stored: Plain
    shown: Plain | None = None
    """What `dialogue_shown.kept` gives of its preview."""


@dataclass(frozen=True)
class Settled:
    """What a button or a yes led to; `refusal` says why it led to nothing and never can again."""

    message: Message
    refusal: ShopError | None = None
    anew: Plain | None = None
    """What was asked, where it would be shown otherwise by now: nothing was done."""


@dataclass(frozen=True)
class Waits:
    """What waits for a word when something is said."""

    proposals: list[Proposal]
    """As `waiting` gives them."""
    undoes: str
    """The token of what a yes would undo, where that was asked last of all."""
    asks_which: bool
    """It was asked last to which of several changes a yes was."""
    together: tuple[str, ...] = ()
    """The tokens of the changes that a yes is to, where that was told last of all."""


def propose(books: Session, where: Where, change: Change) -> Proposal:
    """Remember for ten minutes what was shown and what Confirm would do."""
    made = Proposal(
        token=secrets.token_urlsafe(12),
        command=change.command,
        slots=change.stored,
        shown=change.shown,
        by_id=where.who.id,
        target=where.target,
        thread=where.thread,
        state="open",
        made_at=clock.now(),
        until=clock.now() + PATIENCE,
    )
    books.add(made)
    books.flush()
    return made


def show_again(books: Session, where: Where, change: Change, replaced: Proposal | None) -> Proposal:
    """Like `propose`, for what was said about a preview before it.

    The same preview is the same one again, and waits from now on; one that is changed is over.

    Args:
        books: open for writing.
        where: the conversation.
        change: what was shown.
        replaced: the preview that was changed.
    """
    same = same_waiting(books, where, change)
    if same is not None and _still_waits(books, same):
        same.until = clock.now() + PATIENCE
        return same
    if replaced is not None and _still_waits(books, replaced):
        replaced.state, replaced.replaced_at = "dropped", clock.now()
    return propose(books, where, change)


def same_waiting(books: Session, where: Where, change: Change) -> Proposal | None:
    """The preview of just that, where it waits already."""
    found = waiting(books, where)
    return next((one for one in found if Change(one.command, one.slots, one.shown) == change), None)


def _still_waits(books: Session, one: Proposal) -> bool:
    """Whether nobody settled it meanwhile; from here on nobody else does."""
    books.refresh(one, with_for_update=True)
    return one.state == "open"


def is_done(books: Session, token: str | None) -> bool:
    """Whether the change of a token was made, and stands."""
    if token is None:
        return False
    state = select(Proposal.state).where(Proposal.token == token)
    return questions.ask(books, state).scalar() == "done"


def try_out(asked: Asked, command: Command, stored: Plain) -> None:
    """Refuse now what Confirm would be refused for: a place, a limit, a state, a shelf.

    Raises:
        ShopError: what carrying it out would raise as the books are.
    """
    write = command.write
    if write is not None:
        key = f"rehearsal:{secrets.token_urlsafe(12)}"
        rehearse(asked.books, lambda: write.do(asked, stored, key))


def last_done(books: Session, where: Where) -> Proposal | None:
    """What this person last did here, while it can still be undone."""
    done = [one for one in _recent(books, where, "done") if one.undo is not None]
    return max(done, key=lambda one: (one.until, one.id), default=None)


def waiting(books: Session, where: Where) -> list[Proposal]:
    """What waits for a word of this person here, the newest first; questions too."""
    return [one for one in _recent(books, where, "open") if one.command not in MARKS]


def ask_to_undo(books: Session, where: Where, done: Proposal) -> None:
    """Remember that it was asked whether to undo something; no other question waits any more."""
    for one in waiting(books, where):
        if is_question(one):
            one.state = "dropped"
    propose(books, where, Change(UNDO, {"token": done.token}))


def heard(books: Session, where: Where) -> Waits:
    """What waits when something is said, and what was asked last; it is not asked any more."""
    found = _recent(books, where, "open")
    asked = [one for one in found if one.command in MARKS]
    for one in asked:
        one.state = "dropped"
    last = found[0] if asked[:1] == found[:1] != [] else None
    return Waits(
        [one for one in found if one not in asked],
        undoes=str(last.slots["token"]) if last and last.command == UNDO else "",
        asks_which=last is not None and last.command == WHICH,
        together=tuple(last.slots["tokens"]) if last and last.command == TOGETHER else (),
    )


def put_together(books: Session, where: Where, tokens: Sequence[str]) -> None:
    """Remember that it was told that the very next yes is to each of these changes."""
    propose(books, where, Change(TOGETHER, {"tokens": [*tokens]}))


def are_together(books: Session, where: Where) -> bool:
    """Whether it was told last that a yes is to each of several changes."""
    return any(one.command == TOGETHER for one in _recent(books, where, "open")[:1])


def prolong(books: Session, where: Where, tokens: Sequence[str]) -> None:
    """Let changes wait as long from now as if each had just been shown."""
    for one in waiting(books, where):
        if one.token in tokens:
            one.until = clock.now() + PATIENCE


def mark(books: Session, where: Where) -> None:
    """Remember that words came to nothing: a “yes” after them is no yes to what was shown."""
    propose(books, where, Change(QUESTION, {}))


def pause(books: Session, where: Where) -> None:
    """Remember that somebody asked for a moment: what waits is not agreed to by a bare yes."""
    propose(books, where, Change(QUESTION, {PAUSED: True}))


def is_paused(waiting: Sequence[Proposal]) -> bool:
    """Whether the last thing that was said, of what waits, asked for a moment."""
    return bool(waiting and waiting[0].command == QUESTION and PAUSED in waiting[0].slots)


def is_question(proposal: Proposal) -> bool:
    """Whether it waits for a word, not for a yes."""
    return proposal.command.startswith(QUESTION)


def keeping_question(where: Where, waiting: list[Proposal]) -> Where:
    """The conversation with the question that waits when something is said."""
    asked = next((one for one in waiting if is_question(one) and "slot" in one.slots), None)
    if asked is None:
        return where
    return replace(where, question={"c": asked.command.removeprefix(QUESTION), **asked.slots})


def without_repeats(previews: list[Proposal]) -> list[Proposal]:
    """The previews that differ; of those that would do the same only the newest waits on.

    Args:
        previews: what waits, the newest first.
    """
    kept: list[Proposal] = []
    for one in previews:
        if any((one.command, one.slots) == (newer.command, newer.slots) for newer in kept):
            # asked twice, meant once: confirming both would do it twice
            one.state = "dropped"
        else:
            kept.append(one)
    return kept


def _recent(books: Session, where: Where, state: str) -> list[Proposal]:
    here = {"who": where.who.id, "here": where.target, "stands": state, "now": clock.now()}
    if questions.ask(books, ANY_RECENT, here).first() is None:
        return []
    found = books.scalars(RECENT, here)
    return [one for one in found if one.thread == where.thread]


def drop(books: Session, where: Where, token: str | None, *, replaced: bool = False) -> bool:
    """Let go of a change that was shown here and waits.

    Args:
        books: open for writing.
        where: the conversation.
        token: of the change.
        replaced: it is shown once more, so that its button says so.

    Returns:
        Whether it waited until now.
    """
    one = next((one for one in waiting(books, where) if one.token == token), None)
    if one is None or not _still_waits(books, one):
        return False
    one.state, one.replaced_at = "dropped", clock.now() if replaced else None
    return True


def let_go(waiting: list[Proposal]) -> None:
    """Let go of all that waits."""
    for one in waiting:
        one.state = "dropped"


def refuse_again(where: Where) -> None:
    """Refuse a yes or no that a button asks again: it may be to something else by now.

    Raises:
        NoLongerPossible: a button asks it again.
    """
    if where.is_again:
        raise NoLongerPossible(
            "A yes or no is not asked again, since it may be to something else by now.",
            remedy="Press the button below what is meant, or say it once more.",
        )


def settle(asked: Asked, kind: str, token: str) -> Settled:
    """Confirm, cancel or undo what the token stands for.

    Raises:
        NoLongerPossible: there is no such thing, it was settled before, or somebody else's.
        NotAllowed: the role does not allow it any more.
    """
    if kind != "cancel":
        locks.one_by_one(asked.books)
    wanted = select(Proposal).where(Proposal.token == token).with_for_update()
    proposal = asked.books.scalars(wanted.execution_options(populate_existing=True)).first()
    command = understand.known().get(proposal.command) if proposal is not None else None
    if proposal is None or command is None or command.write is None:
        raise NoLongerPossible("This button is from an older version.")
    _refuse_other(asked.who, proposal, command)
    if kind == "undo":
        return _undo(asked, command, command.write, proposal)
    if proposal.replaced_at is not None:
        raise NoLongerPossible(
            "What you said after it replaced this preview.",
            remedy="Press Confirm on the newer one, or say it again.",
        )
    if proposal.state != "open":
        raise NoLongerPossible(f"That was {PAST.get(proposal.state, 'settled')} before.")
    if proposal.until < clock.now():
        proposal.state = "expired"
        late = NoLongerPossible("That was more than ten minutes ago, so nothing was changed.")
        return Settled(refused(late), late)
    if kind == "cancel":
        proposal.state = "dropped"
        return Settled(render.render("replies/cancelled", {"others": False}))
    return _confirm(asked, command, command.write, proposal)


def act(asked: Asked, where: Where, command: Command, told: Plain, key: str) -> Message:
    """Carry out at once what a button of a notice printed, with Undo where there is one.

    Whoever calls it holds `locks.one_by_one`.

    Raises:
        NoLongerPossible: the command is not one of a notice's button.
    """
    write = command.write
    if write is None:
        raise NoLongerPossible("This button is from an older version.")
    done = all_or_nothing(asked.books, lambda: write.do(asked, told, key))
    made = propose(asked.books, where, Change(command.name, {}))
    made.state = "done"
    return _done(command, write, done, made)


def all_or_nothing(books: Session, do: Callable[[], Outcome]) -> Outcome:
    """Do something that may be refused half way; what was written by then is taken back."""
    with books.begin_nested():
        return do()


def _confirm(asked: Asked, command: Command, write: Write, proposal: Proposal) -> Settled:
    stored, key = dict(proposal.slots), f"proposal:{proposal.token}"
    try:
        if proposal.shown and shown.is_otherwise(asked, command, proposal.shown):
            proposal.state = "dropped"
            return Settled(
                render.render("replies/shown_otherwise", {}), anew=proposal.shown[shown.SAID]
            )
        done = all_or_nothing(asked.books, lambda: write.do(asked, stored, key))
    except ShopError as refusal:
        proposal.state = "dropped"
        return Settled(refused(refusal), refusal)
    proposal.state = "done"
    return Settled(_done(command, write, done, proposal))


def _done(command: Command, write: Write, done: Done, proposal: Proposal) -> Message:
    token = proposal.token if done.undo and write.undo else ""
    facts = {**done.facts, "token": token}
    message = render.render(f"{command.template}_done", facts, done.papers)
    if token:
        proposal.undo = {"told": render.unescape(message.text), "stored": done.undo}
        proposal.until = clock.now() + PATIENCE
    return message


def _undo(asked: Asked, command: Command, write: Write, proposal: Proposal) -> Settled:
    undo, kept = write.undo, proposal.undo
    if proposal.state != "done" or kept is None or undo is None:
        raise NoLongerPossible(f"That was {PAST.get(proposal.state, 'not done')} before.")
    if proposal.until < clock.now():
        raise NoLongerPossible(
            "That was more than ten minutes ago.", remedy="Say what to change instead."
        )
    stored: Plain = kept["stored"]
    key = f"undo:{proposal.token}"
    facts = all_or_nothing(asked.books, lambda: undo(asked, stored, key))
    proposal.state = "undone"
    return Settled(render.render(f"{command.template}_undone", facts))


def _refuse_other(who: Who, proposal: Proposal, command: Command) -> None:
    """The role is asked again now: it may have changed since the preview."""
    actors.allow(who, command.may)
    if proposal.by_id != who.id and not who.may(actors.MANAGE):
        raise NoLongerPossible(
            "Somebody else asked for this.", remedy="Ask for it yourself, then confirm."
        )
