"""Where everything that came in is answered: once, in one transaction with what it changes."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sqlalchemy.orm import Session

from assistant import (
    asking_again,
    dialogue,
    dialogue_share,
    finder,
    form_pages,
    forms,
    papers,
    render,
    ways,
)
from assistant.adviser import Adviser
from assistant.came import SOURCE, Came
from assistant.dialogue import Heard, Pressed
from assistant.dialogue_offers import refused
from assistant.dialogue_running import Answer
from assistant.form_asked import Opening, Sent
from assistant.form_metadata import Carried
from assistant.form_pages import View
from assistant.model import Act, Question
from assistant.slack_names import DRAWN
from oms import fills, inbox, ledger_wishes, outbox
from oms.database import Database
from oms.errors import Busy, ShopError
from oms.looks import is_direct
from oms.outbox import Claimed
from oms.photos import Picture

log = logging.getLogger(__name__)
LONGEST = 80
"""Letters of what somebody said, where it is told that it was not done."""


class NotDoneInTime(ShopError):
    """It was taken up when what it is of may be something else."""

    code = "not_done_in_time"

    def __init__(self, text: str | None) -> None:
        is_long = len(text or "") > LONGEST
        said = f"“{(text or '')[:LONGEST]}{'…' if is_long else ''}”" if text else "What you pressed"
        super().__init__(
            f"{said} reached me, but I was away before I could act on it, and nothing was changed"
            " by it.",
            remedy="Say it again if it is still wanted.",
        )


class Deliverer(Protocol):
    """Whoever sends what was queued."""

    def deliver(self, message: Claimed) -> None:
        """Send one claimed message now."""

    def settle(self) -> None:
        """Keep now which messages were sent, and as what."""


class Desk:
    """Answers what comes in, and has the answer delivered."""

    def __init__(
        self,
        database: Database,
        deliverer: Deliverer,
        *,
        freed: Callable[[], None] = lambda: None,
        ledger: Callable[[], None] = lambda: None,
        adviser: Adviser | None = None,
    ) -> None:
        """What is called after a commit, and who is asked before one.

        Args:
            database: of the shop.
            deliverer: whoever sends what was queued.
            freed: when it freed stock for which orders may wait.
            ledger: when somebody asked for the ledger to be looked at now.
            adviser: a language model, asked about what is not understood.
        """
        self._database, self._deliverer = database, deliverer
        self._freed, self._ledger, self._adviser = freed, ledger, adviser

    def answer(self, came: Came) -> list[Claimed]:
        """Act on something that came in, once; harmless when it was acted on before.

        What it changes, what is answered and that it is done are one transaction: either all of it
        is there, or none is, and then it is still to be acted on.

        Returns:
            The queued answers, for `deliver`; none when it was answered before, or is not ours to
            answer.
        """
        try:
            if came.facts.get("files"):
                # pictures are about what stands above them in their thread
                self._deliverer.settle()
            queued, after = self._written(came)
            self._begin(after)
        except Exception as fault:
            # an answer ends here: the person gets a number, the log gets the rest
            reference = _reference()
            log.exception("Answering failed, reference %s", reference)
            busy = fault if isinstance(fault, Busy) else None
            return self._apologise(came, reference, busy)
        return queued

    def give_up(self, came: Came) -> list[Claimed]:
        """Tell that something is not done, as it may end the program; gives what is queued."""
        reference = _reference()
        log.error("%s is given up, reference %s", came.key, reference)
        return self._apologise(came, reference)

    def let_go(self, came: Came) -> list[Claimed]:
        """Tell that something came too long ago to be done now; gives what is queued."""
        log.warning("%s came too long ago, and is let go of", came.key)
        return self._database.write(lambda books: _let_go(books, came))

    def _apologise(self, came: Came, reference: str, busy: Busy | None = None) -> list[Claimed]:
        return self._database.write(lambda books: _apologised(books, came, reference, busy))

    def form(self, wanted: Opening) -> View:
        """The form that somebody asked for, or a view that says why there is none; only reads."""
        return self._view(lambda books: forms.opened(books, wanted))

    def _view(self, drawn: Callable[[Session], View]) -> View:
        try:
            with self._database.reading() as books:
                return form_pages.fitting(drawn(books))
        except Exception:
            # an opening ends here, as an answer does
            reference = _reference()
            log.exception("Opening a form failed, reference %s", reference)
            return form_pages.failed(reference)

    def finder(self, user: str) -> View:
        """The search that somebody asked for, or a view that says why there is none; only reads."""
        return self._view(lambda books: finder.view(books, user))

    def fill_in(self, sent: Sent) -> tuple[dict[str, Any], list[Claimed]]:
        """Do what a form says, once; harmless when it is sent again.

        Returns:
            What Slack is answered, and the queued answers, for `deliver`.
        """
        try:
            answer, queued, after = self._database.write(lambda books: _filled_in(books, sent))
            self._begin(after)
        except Exception:
            # a form that was sent ends here, as an answer does
            reference = _reference()
            log.exception("A form failed, reference %s", reference)
            return {"response_action": "update", "view": form_pages.failed(reference)}, []
        return answer, queued

    def options(self, user: str, action: str, typed: str) -> list[dict[str, Any]]:
        """What a menu of a form shows for what was typed so far; only reads."""
        try:
            with self._database.reading() as books:
                return forms.offered(books, user, action, typed)
        except Exception:
            # a menu ends here, as an answer does: it stays empty
            log.exception("A menu failed")
            return []

    def too_late(self, wanted: Opening, key: str) -> list[Claimed]:
        """Tell somebody that their form could not be opened; gives what is queued."""
        told = {"user": wanted.user, "target": wanted.target, "thread": wanted.thread,
                "private_url": wanted.url}  # fmt: skip
        late = Answer(refused(forms.TooLate()), private=True)
        return self._database.write(lambda books: _queue(books, key, told, late))

    def _begin(self, after: _After) -> None:
        """Begin what follows from what was committed."""
        if after.frees:
            self._freed()
        if after.asks_for_ledger:
            self._ledger()

    def deliver(self, queued: list[Claimed]) -> None:
        """Have answers sent now, one after another."""
        for message in queued:
            self._deliverer.deliver(message)

    def _written(self, came: Came) -> tuple[list[Claimed], _After]:
        """Act on it; what is not understood first goes to the model, while no books are open."""
        adviser = self._adviser
        if adviser is None or not asking_again.is_said(came.facts) or not adviser.is_ready():
            return self._database.write(lambda books: _answered(books, came))
        try:
            return self._database.write(lambda books: _answered(books, came, None))
        except _Unsure as unsure:
            advice = adviser.acts(unsure.question)
        return self._database.write(lambda books: _answered(books, came, advice))


@dataclass(frozen=True)
class _After:
    """What is worth beginning once an answer is committed."""

    frees: bool = False
    asks_for_ledger: bool = False


class _Unsure(Exception):
    """It is not understood: what is written so far is taken back, and the model is asked."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question


def _answered(
    books: Session, came: Came, advice: Sequence[Act] | None = ()
) -> tuple[list[Claimed], _After]:
    """The queued answers, and what follows from them.

    Args:
        books: open for writing.
        came: what came in.
        advice: of the model; None: it was not asked yet.

    Raises:
        _Unsure: it was not asked yet, and could help.
    """
    if not inbox.take(books, came.id):
        return [], _After()
    key, facts = came.key, came.facts
    if facts["kind"] in DRAWN:
        return _queue_drawn(books, came.id, facts), _After()
    is_again = asking_again.is_pressed(facts)
    try:
        told = asking_again.sentence(books, facts) if is_again else facts
    except ShopError as refusal:
        refusing = Answer(refused(refusal), private=True)
        return _queue(books, _key(came.id), facts, refusing), _After()
    given = _given(books, key, told, advice or ())
    if advice is None and given is not None and given.is_unsure:
        question = dialogue.question(books, _heard(key, told))
        if question is not None:
            raise _Unsure(question)
    queued = [] if given is None else _queue(books, _key(came.id), told, given)
    if is_again:
        queued += _fault_settled(books, _key(came.id), facts, told)
    return queued, _After(fills.were_asked(books), ledger_wishes.was_asked(books))


def _filled_in(books: Session, sent: Sent) -> tuple[dict[str, Any], list[Claimed], _After]:
    """What Slack is answered, the queued answers, and what follows from what was done."""
    outcome = forms.send(books, sent)
    if "view" in outcome.answer:
        # before anything is committed: what cannot be shown was not done
        form_pages.fitting(outcome.answer["view"])
    queued: list[Claimed] = []
    if outcome.message is not None and outcome.carried is not None:
        told = _where(outcome.carried, sent.user)
        given = Answer(outcome.message, instead=outcome.instead)
        queued = _queue(books, f"answer:{outcome.key}", told, given)
    after = _After(fills.were_asked(books), ledger_wishes.was_asked(books))
    return outcome.answer, queued, after


def _where(carried: Carried, user: str) -> dict[str, Any]:
    """Where a form was opened, as an answer is told of it."""
    # outside a thread it was opened from something that only one person sees
    way = "response_url" if carried.thread is None else "private_url"
    return {"user": user, "target": carried.target, "thread": carried.thread, way: carried.url,
            "message": carried.message}  # fmt: skip


def _key(event_id: int) -> str:
    return f"answer:{SOURCE}:{event_id}"


def _reference() -> str:
    """The number under which the log has the rest of a fault."""
    return f"E-{secrets.token_hex(3).upper()}"


def _apologised(books: Session, came: Came, reference: str, busy: Busy | None) -> list[Claimed]:
    """The queued words of a fault; that the books were `busy` is none of ours."""
    if not inbox.take(books, came.id):
        return []
    inbox.failed(books, came.id, reference)
    again = asking_again.offered(came.id, came.facts)
    if busy is not None:
        message = refused(busy, again)
    else:
        message = render.render("errors/fault", {"reference": reference, "offers": again})
    instead = asking_again.is_pressed(came.facts)
    given = Answer(message, private=True, instead=instead)
    return _queue(books, _key(came.id), came.facts, given)


def _let_go(books: Session, came: Came) -> list[Claimed]:
    """The queued words of what came too long ago; pictures that nobody asked about need none."""
    if not inbox.take(books, came.id) or came.facts["kind"] == "pictures":
        return []
    inbox.failed(books, came.id, NotDoneInTime.code)
    given = Answer(refused(NotDoneInTime(came.facts.get("text"))), private=True)
    return _queue(books, _key(came.id), came.facts, given)


def _fault_settled(
    books: Session, key: str, pressed: dict[str, Any], told: dict[str, Any]
) -> list[Claimed]:
    """In place of the fault whose sentence is answered elsewhere, that it was asked again."""
    if told.get("response_url"):
        return []  # the answer itself stands there
    asked = Answer(render.render("replies/asked_again", {}), private=True, instead=True)
    return _queue(books, f"{key}:asked", pressed, asked)


def _given(books: Session, key: str, told: dict[str, Any], advice: Sequence[Act]) -> Answer | None:
    if told["kind"] == "press":
        pressed = Pressed(
            action=told["action"],
            value=told["value"],
            user=told["user"],
            target=told["target"],
            thread=told["thread"],
            message=told["message"],
            key=key,
            is_private=bool(told.get("response_url")),
        )
        return dialogue.press(books, pressed)
    heard = _heard(key, told)
    if told["kind"] == "pictures":
        return dialogue.overhear(books, heard)
    if told["kind"] == "about":
        return dialogue.about(books, heard)
    answer = dialogue.answer(books, heard, advice)
    if heard.is_again:
        # in place of the fault, where that is what one person alone saw
        answer = replace(answer, instead=True)
    if told["kind"] == "slash" and not is_direct(told["target"]):
        return dialogue_share.offered(books, heard.user, heard.target, heard.text, answer)
    return answer


def _heard(key: str, told: dict[str, Any]) -> Heard:
    return Heard(
        text=told["text"],
        user=told["user"],
        target=told["target"],
        thread=told["thread"],
        key=key,
        ts=told.get("ts") or "",
        pictures=tuple(Picture(*one) for one in told.get("files", ())),
        is_again=bool(told.get("again")),
    )


def _queue(books: Session, key: str, told: dict[str, Any], given: Answer) -> list[Claimed]:
    queued = [_queue_one(books, key, told, given.message.payload | _way(told, given))]
    for number, message in enumerate(given.more, start=1):
        # what comes after the first stands beside it, whatever the first stands in place of
        way = _way(told, Answer(message, private=given.private))
        queued.append(_queue_one(books, f"{key}:then:{number}", told, message.payload | way))
    slips = (slip for message in given.messages for slip in message.papers)
    for number, slip in enumerate(slips, start=1):
        papers.tell(books, slip, f"{key}:{number}", told["target"], told["thread"])
    return [one for one in queued if one is not None]


def _queue_drawn(books: Session, event_id: int, told: dict[str, Any]) -> list[Claimed]:
    """What is drawn for somebody only when it is sent."""
    queued = {
        "kind": told["kind"],
        "key": f"{told['kind']}:{SOURCE}:{event_id}",
        "target": told["user"],
        "thread": None,
        "payload": {"text": told["kind"].capitalize(), "dm": told["target"]},
    }
    message_id = outbox.tell(books, **queued, claimed=True)
    return [] if message_id is None else [Claimed(message_id, **queued)]


def _way(told: dict[str, Any], given: Answer) -> dict[str, Any]:
    """How an answer is sent: as a new message where nothing else is said."""
    return {ways.ASKER: told["user"], **_best_way(told, given)}


def _best_way(told: dict[str, Any], given: Answer) -> dict[str, Any]:
    if told.get("response_url"):
        to_all = {"in_channel": True} if given.shared else {}
        return {"response_url": told["response_url"], "replace": given.instead, **to_all}
    if given.instead and told.get("message"):
        return {"update": told["message"]}
    if told.get("private_url"):
        # the message may stand where we are not; whoever asked can be told all the same
        way = "response_url" if given.private else "else_url"
        return {way: told["private_url"], "replace": False}
    return {"only_to": told["user"]} if given.private else {}


def _queue_one(
    books: Session, key: str, told: dict[str, Any], payload: dict[str, Any]
) -> Claimed | None:
    answer = {
        "kind": "reply",
        "key": key,
        "target": told["target"],
        "thread": told["thread"],
        "payload": payload,
    }
    queued = outbox.tell(books, **answer, claimed=True)
    return None if queued is None else Claimed(queued, **answer)
