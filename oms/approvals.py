"""What one person asks for and a second one agrees to, who is never the same; then it is done once.

A module that has such a command declares an `Approvable`; it is found here by its name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import oms
from oms import actors, clock, discovery, history, outbox, sequences, settings
from oms.actors import Who
from oms.errors import NoLongerPossible, ShopError
from oms.history import About
from oms.once import once
from oms.rehearsal import is_rehearsed
from oms.tables.messages import Approval
from oms.tables.people import Actor

PATIENCE = dt.timedelta(days=3)
"""How long a request stays open."""
PAST = {
    "approved": "was approved", "declined": "was declined", "expired": "grew too old",
    "failed": "was approved and could not be done",
}  # fmt: skip

Arguments = Mapping[str, Any]
"""What the command was called with, as JSON can hold it; `amount_minor` is its money."""


@dataclass(frozen=True)
class Approvable:
    """A command that takes a second person where the first may not do it alone."""

    command: str
    permission: str
    """What both must be allowed; the second up to the amount."""
    about: str
    """The kind of document; its id stands under that name in the arguments."""
    describe: Callable[[Session, Arguments], str]
    """What is asked for, with its figures, as a sentence without an end: “refund £12 of 1043”."""
    do: Callable[[Session, Arguments, Who, Who, str], dict[str, Any]]
    """books, arguments, who agreed, who asked, key -> what came of it; it never commits."""
    declined: Callable[[Session, Arguments, Who, str], None] | None = None
    """books, arguments, who declined, key: lets go of what the request had spoken for."""
    otherwise: str = ""
    """How things stand until somebody agrees, where that is not as before; a sentence."""


@dataclass(frozen=True)
class Asked:
    """A request as people see it."""

    id: int
    number: str
    what: str
    why: str
    state: str
    amount_minor: int | None
    asked_by: str
    asked_at: dt.datetime
    decided_by: str = ""
    """Empty while nobody decided, and where whoever asked took it back."""
    failure: str = ""
    """Why it could not be done although it was agreed to."""
    otherwise: str = ""
    """How things stand where nobody agrees; empty: nothing was changed."""
    foreign: str = ""
    """Why limits do not cover it, as a sentence, where that is its currency."""


class SamePerson(ShopError):
    """Whoever asked cannot be the one who agrees."""

    code = "same_person"

    def __init__(self, name: str, number: str) -> None:
        self.name, self.number = name, number
        super().__init__(f"{name} asked for {number}.", remedy="Somebody else has to agree to it.")


class AskedAlready(ShopError):
    """The very same was asked for and waits."""

    code = "asked_already"

    def __init__(self, number: str, name: str) -> None:
        self.number = number
        super().__init__(
            f"{name} asked for exactly that already: {number} waits for a second person.",
            remedy="If it is meant twice, ask again once that is decided.",
        )


class UnknownApproval(ShopError):
    """No request has that number."""

    code = "unknown_approval"

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(
            f"There is no request {number}.", remedy="`approvals` lists those there are."
        )


def ask(
    books: Session, command: str, arguments: Arguments, *, why: str, by: Who, key: str
) -> Approval:
    """Ask for a second person, once for each `key`; the shop is told, with buttons.

    Args:
        books: open for writing.
        command: the name of an `Approvable`.
        arguments: what it is to be called with.
        why: the reason, as the person gave it.
        by: who asks; may do it, though not alone.
        key: idempotency key.

    Raises:
        NotAllowed: `by` may not even ask.
        AskedAlready: the same waits: agreed to twice, it would be done twice.
    """
    wanted = approvable(command)
    actors.allow(by, wanted.permission)

    def do() -> dict[str, Any]:
        return {"approval": _ask(books, wanted, arguments, why=why, by=by, key=key).id}

    told = {"command": command, "arguments": dict(arguments), "why": why}
    done = once(books, key, "ask_approval", told, by=by, do=do)
    return books.get_one(Approval, done["approval"])


def do_or_ask(
    books: Session, command: str, arguments: Arguments, *, why: str, by: Who, key: str
) -> dict[str, Any] | Approval:
    """Do it at once where `by` may do it alone, else ask for a second person.

    Returns:
        What came of it, or the request.
    """
    wanted = approvable(command)
    currency = arguments.get("currency")
    if not by.alone(wanted.permission, arguments.get("amount_minor"), currency):
        return ask(books, command, arguments, why=why, by=by, key=key)
    return wanted.do(books, arguments, by, by, key)


def decide(books: Session, approval_id: int, approve: bool, *, by: Who, key: str) -> Approval:
    """Agree or decline, once for each `key`. What was agreed to is done in this transaction.

    Where that is refused now (the goods are gone, say), the request ends as failed and keeps why;
    nothing of it was done.

    Raises:
        SamePerson: `by` is who asked.
        NotAllowed, OverLimit, NotHere: `by` may not do it, not for so much, or not there.
        NoLongerPossible: it was decided before, or is too old.
    """

    def do() -> dict[str, Any]:
        # a request is locked before what its command locks, and by nothing else
        asked = books.get_one(Approval, approval_id, with_for_update=True, populate_existing=True)
        _refuse(books, asked, by=by)
        asked.decided_by_id, asked.decided_at = by.id, clock.now()
        if approve:
            _carry_out(books, asked, by=by)
        else:
            _end(books, asked, "declined", by=by)
            let_go = approvable(asked.command).declined
            if let_go is not None:
                let_go(books, asked.arguments, by, f"approval:{asked.id}")
        return {"state": asked.state}

    told = {"approval": approval_id, "approve": approve}
    once(books, key, "decide_approval", told, by=by, do=do)
    return books.get_one(Approval, approval_id)


def drop(
    books: Session,
    about: About,
    *,
    by: Who,
    only: Callable[[Arguments], bool] = lambda _: True,
) -> None:
    """End the open requests about a document that was called off, so that nobody decides them.

    Args:
        books: open for writing.
        about: the document.
        by: who called it off.
        only: which of them, by their arguments; all where it is not given.
    """
    for asked in open_about(books, about):
        if not only(asked.arguments):
            continue
        # whoever asked may take it back, and is no second person
        if by.id != asked.asked_by_id:
            asked.decided_by_id, asked.decided_at = by.id, clock.now()
        _end(books, asked, "declined", by=by)
        tell_decided(books, shown(books, asked))


def open_about(books: Session, about: About) -> list[Approval]:
    """The open requests about a document, oldest first."""
    wanted = select(Approval).where(
        Approval.about_kind == about.kind, Approval.about_id == about.id, Approval.state == "open"
    )
    return list(books.scalars(wanted.order_by(Approval.id)))


def may_decide(books: Session, approval_id: int, *, by: Who) -> None:
    """Refuse somebody who could not decide a request now.

    Raises:
        SamePerson, NotAllowed, OverLimit, NoLongerPossible: as `decide`.
    """
    _refuse(books, books.get_one(Approval, approval_id), by=by)


def could_decide(who: Who) -> bool:
    """Whether there can be a request that somebody may decide: their limit is above nothing."""
    wanted = {one.permission for one in _known().values()}
    return any(who.may(one) and who.permissions[one] != 0 for one in wanted)


def expire(books: Session, *, by: Who) -> list[Approval]:
    """End the requests that nobody decided in time."""
    late = (
        select(Approval)
        .where(Approval.state == "open", Approval.until < clock.now())
        .order_by(Approval.id)
        .with_for_update(skip_locked=True)
    )
    ended = list(books.scalars(late))
    for asked in ended:
        _end(books, asked, "expired", by=by)
        tell_decided(books, shown(books, asked))
    return ended


def waiting(books: Session) -> list[Asked]:
    """The requests that can still be decided, oldest first."""
    return [shown(books, asked) for asked in _open(books)]


def _open(books: Session, command: str | None = None) -> list[Approval]:
    wanted = select(Approval).where(Approval.state == "open", Approval.until >= clock.now())
    if command is not None:
        wanted = wanted.where(Approval.command == command)
    return list(books.scalars(wanted.order_by(Approval.id)))


def agreed_today(books: Session, command: str, *, by: Who) -> list[Arguments]:
    """What came of the requests for a command to which somebody agreed today, as the second."""
    wanted = select(Approval.result).where(
        Approval.command == command,
        Approval.decided_by_id == by.id,
        Approval.decided_at >= settings.today_began(books),
        Approval.state == "approved",
    )
    return [result for result in books.scalars(wanted) if result is not None]


def by_number(books: Session, said: str) -> Asked:
    """A request by its number, such as A-7.

    Raises:
        UnknownApproval: there is none.
    """
    digits = said.upper().removeprefix("A").removeprefix("-")
    asked = books.get(Approval, int(digits)) if digits.isdecimal() else None
    if asked is None:
        raise UnknownApproval(said)
    return shown(books, asked)


def shown(books: Session, asked: Approval) -> Asked:
    """A request in words."""
    return Asked(
        id=asked.id,
        number=f"A-{asked.id}",
        what=approvable(asked.command).describe(books, asked.arguments),
        why=asked.why,
        state=asked.state,
        amount_minor=asked.amount_minor,
        asked_by=_name(books, asked.asked_by_id),
        asked_at=asked.asked_at,
        decided_by=_name(books, asked.decided_by_id) if asked.decided_by_id else "",
        failure=(asked.result or {}).get("refused", ""),
        otherwise=approvable(asked.command).otherwise,
        foreign=_foreign(books, asked.arguments.get("currency")),
    )


def tell_decided(books: Session, asked: Asked) -> None:
    """Let the shop's channel know how a request ended that was not decided by its button."""
    _tell(books, asked, "approval_decided")


def approvable(command: str) -> Approvable:
    """The command of that name."""
    return _known()[command]


@cache
def _known() -> dict[str, Approvable]:
    return discovery.declared(oms, Approvable, lambda one: one.command)


def _ask(
    books: Session, wanted: Approvable, arguments: Arguments, *, why: str, by: Who, key: str
) -> Approval:
    now = clock.now()
    for one in _open(books, wanted.command):
        if one.arguments == dict(arguments):
            raise AskedAlready(shown(books, one).number, _name(books, one.asked_by_id))
    asked = Approval(
        # its id is its number; one that a rehearsal took would be missing
        id=sequences.for_a_moment(1)[0] if is_rehearsed(books) else None,
        command=wanted.command,
        arguments=dict(arguments),
        about_kind=wanted.about,
        about_id=arguments.get(wanted.about),
        permission=wanted.permission,
        amount_minor=arguments.get("amount_minor"),
        why=why,
        key=key,
        asked_by_id=by.id,
        asked_at=now,
        until=now + PATIENCE,
    )
    books.add(asked)
    books.flush()
    after = {"command": wanted.command, "arguments": dict(arguments), "approval": asked.id}
    about = About(asked.about_kind, asked.about_id)
    history.record(books, by=by, what="approval asked", about=about, after=after, reason=why)
    _tell(books, shown(books, asked), "approval_asked")
    return asked


def _tell(books: Session, asked: Asked, notice: str) -> None:
    channel = settings.value(books, "notice_channel")
    if channel:
        facts = {"approval": {**vars(asked), "asked_at": asked.asked_at.isoformat()}}
        payload = {"template": f"notices/{notice}", "facts": facts}
        key = f"{notice}:{asked.id}"
        outbox.tell(books, kind="notice", key=key, target=channel, payload=payload)


def _refuse(books: Session, asked: Approval, *, by: Who) -> None:
    number = f"A-{asked.id}"
    if asked.state != "open":
        was_taken_back = asked.state == "declined" and asked.decided_by_id is None
        past = "was taken back" if was_taken_back else PAST[asked.state]
        raise NoLongerPossible(f"{number} {past} before.")
    if by.id == asked.asked_by_id:
        raise SamePerson(_name(books, asked.asked_by_id), number)
    told = asked.arguments
    actors.allow(
        by, asked.permission, amount_minor=asked.amount_minor, currency=told.get("currency"),
        location_id=told.get("location"),
    )  # fmt: skip
    if asked.until < clock.now():
        raise NoLongerPossible(f"{number} is too old.", remedy="Ask for it again.")


def _carry_out(books: Session, asked: Approval, *, by: Who) -> None:
    asker = actors.as_who(books, books.get_one(Actor, asked.asked_by_id), by.source)
    command, key = approvable(asked.command), f"approval:{asked.id}"
    try:
        with books.begin_nested():
            asked.result = command.do(books, asked.arguments, by, asker, key)
    except ShopError as refusal:
        asked.result = {"refused": str(refusal)}
        _end(books, asked, "failed", by=by)
    else:
        _end(books, asked, "approved", by=by)


def _foreign(books: Session, currency: str | None) -> str:
    own = settings.value(books, "currency")
    if currency in {None, own}:
        return ""
    return f"It is in {currency}, and a limit in {own} covers no other currency."


def _end(books: Session, asked: Approval, state: str, *, by: Who) -> None:
    asked.state = state
    history.record(
        books,
        by=by,
        what=f"approval {state}",
        about=About(asked.about_kind, asked.about_id),
        before={"approval": asked.id, "state": "open"},
        after={"approval": asked.id, "state": state, "result": asked.result},
    )
    books.flush()


def _name(books: Session, actor_id: int) -> str:
    return actors.name_of(books, actor_id)
