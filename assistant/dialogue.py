"""A message or a pressed button -> what to answer: who may, preview, confirm once, undo.

Everything here happens in one transaction of the caller, together with the outbox row of the
answer: either the change and its answer are there, or neither is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from assistant import (
    dialogue_doubt,
    dialogue_fewer,
    dialogue_listed,
    dialogue_put_right,
    dialogue_share,
    dialogue_which,
    dialogue_why,
    render,
    shop_phrases,
    understand,
)
from assistant import dialogue_lessons as lessons
from assistant import dialogue_memory as memory
from assistant import dialogue_outcome as outcome
from assistant import dialogue_proposals as proposals
from assistant import dialogue_settling as yes_or_no
from assistant.dialogue_about import about as named
from assistant.dialogue_model import advised, asking_model
from assistant.dialogue_offers import PICK, pick, refused, told, values_of
from assistant.dialogue_photos import NoReturnForPhotos
from assistant.dialogue_photos import keep as photos_of
from assistant.dialogue_proposals import Waits, Where
from assistant.dialogue_running import Answer, keep_named, run, undoes
from assistant.dialogue_words import completed, respond
from assistant.frames import Frame
from assistant.model import Act, Question
from assistant.render import Message
from assistant.understanding import (
    pausing,
    settling,
    tokens,
)
from commands.kit import Asked, MissingWord
from commands.slots_everywhere import asks_for_all
from oms import actors, locks, settings, shop_words
from oms.actors import READ
from oms.errors import NoLongerPossible, NotAllowed, ShopError, Stranger
from oms.photos import Picture
from oms.tables.messages import Proposal


@dataclass(frozen=True)
class Heard:
    """A message: what was said, by whom, and where."""

    text: str
    user: str
    target: str
    """The channel or DM."""
    thread: str | None
    key: str
    """Unique to this message."""
    ts: str = ""
    """Slack's own time of it, on which a thread can hang."""
    pictures: tuple[Picture, ...] = ()
    is_again: bool = False
    """It is asked again by a button, so that no word of it settles what waits."""


@dataclass(frozen=True)
class Pressed:
    """A button: which, with what value, by whom, on which message."""

    action: str
    value: str
    user: str
    target: str
    thread: str | None
    message: str
    key: str
    is_private: bool = False
    """The message is one that nobody else sees, so that no thread can hang on it."""


def answer(books: Session, heard: Heard, advice: Sequence[Act] = ()) -> Answer:
    """The answer to a message; it may have proposed a change, or carried out one by “yes”.

    Args:
        books: open for writing.
        heard: the message.
        advice: what a language model takes it to ask for; only where it is not understood without.
    """
    try:
        asked, where = _who_and_where(books, heard)
        if heard.pictures:
            return _pictured(asked, where, heard)
        answered = _said(asked, where, heard.text)
        if answered.is_unsure and advice:
            return advised(asked, where, heard.text, advice) or answered
    except ShopError as refusal:
        return Answer(refused(refusal), code=refusal.code)
    return answered


def question(books: Session, heard: Heard) -> Question | None:
    """What a language model may be told of a message that was not understood; None: nothing.

    Raises:
        Stranger: nobody active said it.
    """
    asked, _ = _who_and_where(books, heard)
    return None if heard.pictures else asking_model(asked, heard.text)


def overhear(books: Session, heard: Heard) -> Answer | None:
    """The answer to pictures in a thread that nobody asked us about; None: it is not our business.

    Somebody unknown to the shop, or a thread that is about no return, is left alone.
    """
    try:
        asked = _asked(books, heard.user)
        kept = photos_of(asked, heard.text, (heard.target, heard.thread), heard.pictures)
    except Stranger:
        return None
    except ShopError as refusal:
        return Answer(refused(refusal), private=True, code=refusal.code)
    if kept is None or not kept.new:
        return None
    return Answer(render.render("replies/photos_kept", {"kept": kept}))


def about(books: Session, heard: Heard) -> Answer:
    """The answer about a message that somebody points at; nobody else sees that there is none."""
    try:
        asked = _asked(books, heard.user, (heard.target, heard.thread) if heard.thread else None)
        return named(asked, Where(asked.who, heard.target, heard.thread), heard.text)
    except ShopError as refusal:
        return Answer(refused(refusal), private=True, code=refusal.code)


def _pictured(asked: Asked, where: Where, heard: Heard) -> Answer:
    """Keep the pictures first: what is said beside them may stand on them."""
    kept = photos_of(asked, heard.text, (heard.target, heard.thread), heard.pictures)
    text = understand.clean(heard.text)
    if kept is not None and not _asks(asked, where, text):
        return Answer(render.render("replies/photos_kept", {"kept": kept}))
    answered = _said(asked, where, heard.text) if text else None
    if kept is not None and (answered is None or answered.code == "not_understood"):
        return Answer(render.render("replies/photos_kept", {"kept": kept}))
    if answered is None:
        raise NoReturnForPhotos
    return answered


def _asks(asked: Asked, where: Where, text: str) -> bool:
    """Whether words beside a picture are more than whose it is: “these are of R-1” asks nothing."""
    is_word = bool(yes_or_no.settles(text))
    is_awaited = any(map(proposals.is_question, proposals.waiting(asked.books, where)))
    return is_word or is_awaited or bool(understand.understand(_meant(asked, text)))


def _said(asked: Asked, where: Where, text: str) -> Answer:
    waits = proposals.heard(asked.books, where)
    waiting = waits.proposals
    text = settling.as_answer(text) if waiting else text
    text = (waiting and yes_or_no.how_goods_are(asked, where, text)) or text
    where = replace(_next_to(asked, where, waiting), together=waits.together)
    if settled := _to_what_waits(asked, where, text, waits):
        return settled
    if (beside := _besides(asked, where, text, waiting)) is not None:
        return beside
    where = proposals.keeping_question(where, waiting)
    meant = lessons.lesson(asked, where, _meant(asked, text))
    try:
        which = dialogue_listed.named(asked, where, meant)
        if isinstance(which, Answer):
            return which
        answered = completed(asked, where, which, waiting)
        if answered is None and yes_or_no.is_shown(waiting):
            answered = dialogue_fewer.fewer(asked, where, which, waiting)
            answered = answered or dialogue_put_right.changed(asked, where, which)
            answered = answered or _let_go(asked, where, which, waiting)
        answered = answered or respond(asked, where, which)
    except ShopError as refusal:
        outcome.mark_refusal(asked, where)
        if lessons.unknown(refusal):
            lessons.keep(asked, where, text, lessons.unknown(refusal))
        raise
    if answered.unknown or answered.code == lessons.NOT_UNDERSTOOD:
        lessons.keep(asked, where, text, answered.unknown)
    if _leaves_unclear(asked, where, text, answered, waiting):
        outcome.mark_refusal(asked, where)
    if answered.code == NotAllowed.code:
        keep_named(asked, where, text)
    return answered


def _next_to(asked: Asked, where: Where, waiting: list[Proposal]) -> Where:
    """The conversation, and whether nothing came between what waits and what is said now."""
    is_shown = yes_or_no.is_shown(waiting)
    return replace(where, is_next=is_shown and memory.recall(asked, where).is_shown)


def _let_go(asked: Asked, where: Where, text: str, waiting: list[Proposal]) -> Answer | None:
    """The answer to a no in words that are not known for one; None: it is none."""
    is_no = yes_or_no.lets_go_openly(asked, where, text, waiting)
    return outcome.by_word(asked, where, "no") if is_no else None


def _leaves_unclear(
    asked: Asked, where: Where, text: str, answered: Answer, waiting: list[Proposal]
) -> bool:
    """Whether a yes after this may not be to what waits.

    The message came to nothing; or it was answered as a question, and may have said how what waits
    is to be: “only on etsy”.
    """
    if answered.code or not yes_or_no.is_shown(waiting) or not yes_or_no.may_put_right(text):
        return answered.code not in {"", MissingWord.code}
    now = proposals.waiting(asked.books, where)
    return yes_or_no.is_shown(now) and {one.token for one in now} <= {one.token for one in waiting}


def _besides(asked: Asked, where: Where, text: str, waiting: list[Proposal]) -> Answer | None:
    """The answer to what is said of an answer, or asks for a moment; None: it asks for more."""
    if dialogue_doubt.is_said(text):
        return dialogue_doubt.said(asked, where)
    if pausing.is_pause(tokens.read(text).words()):
        return _paused(asked, where, waiting)
    if settling.is_content(tokens.read(text)) and yes_or_no.is_shown(waiting):
        # nobody is to think that it is done
        return Answer(render.render("replies/paused", {"waits": True}))
    if undoes(asked, text):
        return Answer(outcome.offer_undo(asked, where))
    return dialogue_why.said(asked, where, text)


def _to_what_waits(asked: Asked, where: Where, text: str, waits: Waits) -> Answer | None:
    """The answer to a yes or no to what waits, or to what says it again; None: it is neither."""
    word, waiting = yes_or_no.settles(text), waits.proposals
    is_only_read = word == "yes" and yes_or_no.only_acknowledges(asked, where, text, waits)
    is_shown = yes_or_no.is_shown(waiting)
    is_new = word == "no" and yes_or_no.asks_anew(asked, where, text, waits)
    is_other = bool(word) and bool(waiting) and yes_or_no.may_mean_another(asked, where, text)
    if is_new or is_other or (is_only_read and not is_shown):
        return None
    if is_only_read:
        if yes_or_no.is_pressed(waits):
            outcome.mark_refusal(asked, where)
        memory.interrupt(asked.books, where)
        return Answer(render.render("replies/paused", {"waits": True}))
    if waits.undoes and yes_or_no.agrees_to_undo(text):
        word = "yes"
    if waits.undoes and word in {"yes", "no"}:
        return outcome.undo_or_not(asked, where, word, waits.undoes)
    word = yes_or_no.calls_off(asked, where, text) or word
    return _to_some_of(asked, where, text, waits, word) or _to_one(asked, where, text, waits, word)


def _to_some_of(asked: Asked, where: Where, text: str, waits: Waits, word: str) -> Answer | None:
    """The answer to a yes that says to which of several, or to all that were shown together."""
    if named_ones := dialogue_which.agreed(asked, text, waits, word):
        return outcome.one_by_one(asked, where, named_ones)
    is_none = waits.together and (word == "no" or yes_or_no.lets_go_of_all(text, waits))
    return outcome.none_of(asked, where, waits) if is_none else None


def _to_one(asked: Asked, where: Where, text: str, waits: Waits, word: str) -> Answer | None:
    """The answer to a yes or no to the one change that waits, or to what says it again."""
    waiting = waits.proposals
    if yes_or_no.agrees_to_it(asked, where, text, waiting):
        yes_or_no.drop_marks(waiting)
        return outcome.by_word(asked, where, "yes")
    if word != "yes" and (pending := yes_or_no.said_again(asked, where, text, waiting)):
        return run(asked, where, pending, again=True)
    word = word or yes_or_no.content(asked, where, text, waits)
    word = word or yes_or_no.beside(asked, where, text, waiting)
    if not word and yes_or_no.is_shown(waiting):
        if yes_or_no.lets_go_first(asked, where, text):
            proposals.let_go(waiting)
        memory.interrupt(asked.books, where)
    return outcome.by_word(asked, where, word, are_told=waits.asks_which) if word else None


def _meant(asked: Asked, text: str) -> str:
    """What a message says where it is a phrase of the shop; else the message."""
    phrases = shop_words.phrases(asked.books)
    return shop_phrases.meant(text, phrases)


def _paused(asked: Asked, where: Where, waiting: list[Proposal]) -> Answer:
    """“hang on”: what waits goes on waiting, but not for a bare yes; a question for its word."""
    if waiting and not proposals.is_question(waiting[0]):
        proposals.pause(asked.books, where)
    return Answer(render.render("replies/paused", {"waits": yes_or_no.is_shown(waiting)}))


def press(books: Session, pressed: Pressed) -> Answer:
    """The answer to a button: the same permissions and the same commands as words."""
    kind, _, rest = pressed.action.partition(":")
    try:
        root = pressed.thread or ("" if pressed.is_private else pressed.message)
        asked = _asked(books, pressed.user, (pressed.target, root) if root else None)
        asked = replace(asked, room=pressed.target)
        where = Where(asked.who, pressed.target, pressed.thread)
        if kind in {"confirm", "cancel", "undo"}:
            if kind != "confirm" and proposals.are_together(books, where):
                outcome.mark_refusal(asked, where)
            return outcome.settle(asked, where, kind, pressed.value)
        if kind == dialogue_share.ACTION:
            return Answer(_said_by_button(asked, where, PICK, pressed.value), shared=True)
        if kind in {"ask", PICK}:
            return Answer(_said_by_button(asked, where, kind, pressed.value), instead=True)
        if kind == dialogue_doubt.ACTION:
            return dialogue_doubt.pressed(asked, where, told(pressed.value))
        if kind == "do":
            return Answer(_act(asked, where, rest.split(":")[0], pressed), instead=True)
        raise NoLongerPossible("This button is from an older version.")
    except ShopError as refusal:
        return Answer(refused(refusal), private=True, code=refusal.code)


def _who_and_where(books: Session, heard: Heard) -> tuple[Asked, Where]:
    root = heard.thread or heard.ts
    words = understand.clean(heard.text)
    asked = _asked(books, heard.user, (heard.target, root) if root else None)
    asked = replace(asked, room=heard.target, is_of_all=asks_for_all(words))
    return asked, Where(asked.who, heard.target, heard.thread, words, is_again=heard.is_again)


def _asked(books: Session, user: str, thread: tuple[str, str] | None = None) -> Asked:
    who = actors.who(books, user)
    actors.allow(who, READ)
    return Asked(books, who, settings.today(books), thread)


def _said_by_button(asked: Asked, where: Where, kind: str, value: str) -> Message:
    carried = told(value)
    if kind == "ask":
        return _read_by_button(asked, where, carried)

    def picked() -> Message:
        pick(asked, carried)
        return _read_by_button(asked, where, carried)

    # what is refused was not taken: the other readings can be
    return proposals.all_or_nothing(asked.books, picked)


def _read_by_button(asked: Asked, where: Where, carried: Mapping[str, Any]) -> Message:
    command = understand.known().get(str(carried.get("c")))
    ids = carried.get("s")
    if command is None or not isinstance(ids, dict) or command.on_button:
        raise NoLongerPossible("This button is from an older version.")
    actors.allow(asked.who, command.may)
    values = values_of(asked, command, ids)
    return run(asked, where, Frame(command, values, memory.of_room(carried, values))).message


def _act(asked: Asked, where: Where, name: str, pressed: Pressed) -> Message:
    """A button of a notice: it acts at once, since the notice printed what it does."""
    command = understand.known().get(name)
    if command is None or not command.on_button:
        raise NoLongerPossible("This button is from an older version.")
    actors.allow(asked.who, command.may)
    locks.one_by_one(asked.books)
    key = f"button:{pressed.target}:{pressed.message}:{name}:{pressed.value}"
    return proposals.act(asked, where, command, told(pressed.value), key)
