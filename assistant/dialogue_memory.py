"""What somebody last spoke of in one place, for a quarter of an hour: one row a place and person.

It is written in the transaction of the answer that it belongs to, so what comes again moves
nothing. Whether a change still waits, its proposal alone says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Table, bindparam, delete, select, update
from sqlalchemy.orm import Session

from assistant import dialogue_proposals as proposals
from assistant import frames, understand
from assistant.dialogue_offers import ids_of, values_of
from assistant.dialogue_proposals import Where
from assistant.frames import Frame
from assistant.understanding import taken_over
from assistant.understanding.state import State
from commands.kit import Asked
from oms import clock, questions
from oms.errors import ShopError
from oms.inserts import Overwriting
from oms.tables.messages import Conversation, Proposal

PATIENCE = dt.timedelta(minutes=15)
ROWS: Table = Conversation.__table__  # type: ignore[assignment]
ANSWERED = Overwriting(Conversation, "focus", "until")
SHOWN = Overwriting(Conversation, "focus", "pending", "until")
LAST = select(ROWS.c.focus, ROWS.c.pending).where(
    ROWS.c.target == bindparam("target"),
    ROWS.c.thread == bindparam("thread"),
    ROWS.c.by_id == bindparam("by_id"),
    ROWS.c.until >= bindparam("now"),
)
UNTIL = LAST.with_only_columns(ROWS.c.until)
OLD = select(ROWS.c.by_id).where(ROWS.c.until < bindparam("now")).limit(1)
FORGET = delete(ROWS).where(ROWS.c.until < bindparam("now"))

FORGET_HERE = delete(ROWS).where(
    ROWS.c.target == bindparam("its_target"),
    ROWS.c.thread == bindparam("its_thread"),
    ROWS.c.by_id == bindparam("its_by_id"),
)
MARK = (
    update(ROWS)
    .where(
        ROWS.c.target == bindparam("its_target"),
        ROWS.c.thread == bindparam("its_thread"),
        ROWS.c.by_id == bindparam("its_by_id"),
    )
    .values(focus=bindparam("kept"))
)
LONGEST_WORDS = 300
ROOM = "r"
"""In what is kept or carried: the slot that the place of the Slack channel filled."""
PLACE, LIST, CUT, OLDER, ASKED, SINCE = "p", "o", "m", "b", "q", "i"
"""In what is kept: the code of the place told last, ids of the orders listed, whether not all,
whether something else was answered since, what was asked for before a question came between, and
whether something was said since."""


@dataclass(frozen=True)
class Recalled:
    """What a message may go on from."""

    focus: Frame | None = None
    pending: Frame | None = None
    """The change that was shown last, while it waits."""
    proposal: Proposal | None = None
    """Of that change."""
    question: Frame | None = None
    """What lacks one word, which was asked for just now."""
    asks: str = ""
    """The slot of that word."""
    kept: Frame | None = None
    """What lacked one word before a question came between."""
    kept_asks: str = ""
    """The slot of that word."""
    is_done: bool = False
    """The focus is a change that was made."""
    words: str = ""
    """The sentence that the focus answers."""
    place: str = ""
    """Code of the place that was told last, whatever was spoken of since."""
    is_shown: bool = False
    """The focus is the change that waits, and nothing was said since it was shown."""

    @property
    def state(self) -> State:
        """The same as the understanding takes it."""
        focus, pending = self.focus, self.pending
        waits = None if pending is None else frames.act_of(pending, "confirm")
        if focus is None or focus is pending:
            spoken_of = waits
        else:
            changed = "execute" if self.is_done else "confirm"
            writes = focus.command.write is not None
            spoken_of = frames.act_of(focus, changed if writes else "answer")
            spoken_of = taken_over.of_price(spoken_of, self.words)
        asked, before = self.question, self.kept
        question = None if asked is None else frames.act_of(asked, "clarify", self.asks)
        return State(
            # what is asked for is spoken of after what was answered
            focus=question or spoken_of,
            pending=waits,
            question=question,
            kept=None if before is None else frames.act_of(before, "clarify", self.kept_asks),
            place=self.place,
            is_shown=self.is_shown,
        )


@dataclass(frozen=True)
class Listed:
    """The orders that an answer listed."""

    ids: tuple[int, ...] = ()
    """As they stood there."""
    is_cut: bool = False
    """There were more of them than stood there."""
    is_last: bool = True
    """Nothing else was answered since."""


def remember(
    books: Session, where: Where, ids: Mapping[str, Any], token: str = "",
    *, place: str | None = "", listed: Listed | None = None,
) -> None:  # fmt: skip
    """Keep what was just answered, or shown under a proposal's token.

    The place and the list that were told before stay, until others are told.

    Args:
        books: of the answer.
        where: the conversation.
        ids: `c` the command's name and `s` its slots, as a button carries them.
        token: of the change that was shown; without one, what waits goes on waiting.
        place: code of the place that it is about; None: of one that nobody named, so that “there”
            is no place at all from now on, and none that was told before.
        listed: the orders that it lists; None: it lists none at all.
    """
    words = {"w": where.words[:LONGEST_WORDS]} if where.words else {}
    told = _told(books, where, place, listed)
    if token:
        told.pop(ASKED, None)
    kept = {**ids, **({"t": token} if token else {}), **words, **told}
    row = {**_place(where), "focus": kept, "until": clock.now() + PATIENCE}
    if token:
        SHOWN.put(books, [{**row, "pending": kept}])
    else:
        ANSWERED.put(books, [{**row, "pending": None}])


def _told(books: Session, where: Where, place: str | None, listed: Listed | None) -> dict[str, Any]:
    """The place and the list that were told last, now or before."""
    row = questions.ask(books, LAST, {**_place(where), "now": clock.now()}).first()
    last = row[0] if row else {}
    before = {name: last[name] for name in (PLACE, LIST, CUT, ASKED) if name in last}
    if where.question:
        before[ASKED] = where.question
    if place is None:
        before.pop(PLACE, None)
    elif place:
        before[PLACE] = place
    if listed is not None:
        return before | {LIST: list(listed.ids), CUT: listed.is_cut}
    return before | ({OLDER: True} if LIST in before else {})


def listed_last(books: Session, where: Where) -> Listed:
    """The orders that an answer here listed last."""
    row = questions.ask(books, LAST, {**_place(where), "now": clock.now()}).first()
    kept = row[0] if row else {}
    return Listed(tuple(kept.get(LIST, ())), bool(kept.get(CUT)), not kept.get(OLDER))


def recall(asked: Asked, where: Where, question: Proposal | None = None) -> Recalled:
    """What a message may go on from, read afresh from the books.

    Args:
        asked: who says it, and the books.
        where: the conversation.
        question: what was asked last, where it waits for its word.
    """
    here = {**_place(where), "now": clock.now()}
    row = questions.ask(asked.books, LAST, here).first()
    recalled = Recalled() if row is None else _recalled(asked, where, row)
    if question is None or not question.slots:
        return recalled
    named = question.command.removeprefix(proposals.QUESTION)
    lacking = frame_of(asked, {"c": named, "s": question.slots["ids"]})
    asks = str(question.slots["slot"]) if lacking else ""
    return replace(recalled, question=lacking, asks=asks)


@dataclass(frozen=True)
class Kept:
    """What was answered or shown last, and the sentence that it answered."""

    ids: dict[str, Any]
    """`c`, `s` and `r`, as a button carries them."""
    token: str | None
    """Of the change that was shown; None: it was a question."""
    words: str
    """Empty: nothing was said, a button was pressed."""


def last(books: Session, where: Where) -> Kept | None:
    """What was answered or shown last in a conversation; None: it is too long ago, or never."""
    row = questions.ask(books, LAST, {**_place(where), "now": clock.now()}).first()
    if row is None:
        return None
    spoken_of = row[0]
    ids = {name: spoken_of[name] for name in ("c", "s", ROOM) if name in spoken_of}
    return Kept(ids, spoken_of.get("t"), spoken_of.get("w", ""))


def interrupt(books: Session, where: Where) -> None:
    """Keep that something was said since a change was shown; what is shown next is new again."""
    row = questions.ask(books, LAST, {**_place(where), "now": clock.now()}).first()
    if row is None or SINCE in row[0]:
        return
    here = {f"its_{name}": value for name, value in _place(where).items()}
    questions.through(books).execute(MARK, {**here, "kept": {**row[0], SINCE: True}})


def forget(books: Session, where: Where) -> None:
    """Let go of what was spoken of in a conversation: nothing goes on from it."""
    here = {f"its_{name}": value for name, value in _place(where).items()}
    questions.through(books).execute(FORGET_HERE, here)


def spoken_of_at(books: Session, where: Where) -> dt.datetime | None:
    """When something was last answered or shown here; None: it is too long ago, or never."""
    row = questions.ask(books, UNTIL, {**_place(where), "now": clock.now()}).first()
    return None if row is None else row.until - PATIENCE


def since() -> dt.datetime:
    """Since when what is said is gone on from."""
    return clock.now() - PATIENCE


def forget_old(books: Session) -> None:
    """Let go of what nobody can go on from any more."""
    questions.through(books).execute(FORGET, {"now": clock.now()})


def is_old(books: Session) -> bool:
    """Whether there is anything to let go of."""
    return questions.ask(books, OLD, {"now": clock.now()}).first() is not None


def _place(where: Where) -> dict[str, Any]:
    return {"target": where.target, "thread": where.thread or "", "by_id": where.who.id}


def _recalled(asked: Asked, where: Where, row: Row[Any, Any]) -> Recalled:
    spoken_of, shown = row
    token = (shown or {}).get("t")
    proposal = next((one for one in proposals.waiting(asked.books, where) if one.token == token),
                    None)  # fmt: skip
    pending = None if proposal is None else frame_of(asked, shown)
    is_same = pending is not None and spoken_of.get("t") == token
    focus = pending if is_same else frame_of(asked, spoken_of)
    asked_before = spoken_of.get(ASKED)
    kept = None
    if asked_before is not None:
        kept = frame_of(asked, {"c": asked_before["c"], "s": asked_before["ids"]})
    return Recalled(
        kept=kept,
        kept_asks=str(asked_before["slot"]) if kept else "",
        focus=focus,
        pending=pending,
        proposal=proposal if pending else None,
        is_done=not is_same and proposals.is_done(asked.books, spoken_of.get("t")),
        words=spoken_of.get("w", ""),
        place=spoken_of.get(PLACE, "") if focus else "",
        is_shown=is_same and (where.is_next or SINCE not in spoken_of),
    )


def frame_of(asked: Asked, kept: Mapping[str, Any]) -> Frame | None:
    """The frame of what was kept; None where the books or the program moved on."""
    command = understand.known().get(str(kept["c"]))
    if command is None:
        return None
    try:
        values = values_of(asked, command, kept["s"])
    except ShopError:
        return None
    return Frame(command, values, of_room(kept, values))


def of_room(carried: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """The slot of those values that the place of the channel filled; nothing: it was said."""
    slot = carried.get(ROOM)
    return slot if isinstance(slot, str) and slot in values else ""


def carried(frame: Frame) -> dict[str, Any]:
    """A frame as a button carries it, and as it is kept."""
    filled = {ROOM: frame.of_room} if frame.of_room else {}
    return {"c": frame.command.name, "s": ids_of(frame.command, frame.values), **filled}
