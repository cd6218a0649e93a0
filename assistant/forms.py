"""A command as a form: opened from a button, filled in, and done as if it had been said.

Sending it enters where a typed request does: the same permissions, the same command, the same
preview where one has to see it first, and what it does is done once under the form's own key.
Nothing is kept while it is open; what changed meanwhile is drawn afresh, and nothing is done.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from assistant import dialogue_memory as memory
from assistant import dialogue_proposals as proposals
from assistant import form_changes, form_fields, form_pages, form_starts, loosely, understand
from assistant.dialogue_proposals import Where
from assistant.form_asked import Opening, Sent, Values
from assistant.form_fields import Filled
from assistant.form_metadata import Carried, unpacked
from assistant.form_pages import (
    CHANGED,
    ORDER,
    Unfinished,
    View,
    errors_below,
    told,
    updated,
)
from assistant.frames import Frame
from assistant.render import Block, Message
from assistant.slack_names import FORM
from commands.kit import Asked, Command, Goods, Preview
from oms import actors, locks, looks, settings
from oms.actors import READ
from oms.errors import KeyReused, NoLongerPossible, ShopError
from oms.once import once
from oms.records import Order

LONGEST_TEXT = 3_000


@dataclass(frozen=True)
class Outcome:
    """What Slack is answered, and what is posted where the form was opened; None: nothing new."""

    answer: dict[str, Any]
    message: Message | None = None
    carried: Carried | None = None
    key: str = ""
    """Under which it was done."""
    instead: bool = False
    """It is shown in place of the message from which the form was opened."""


class Elsewhere(ShopError):
    """A form names channels, which Slack shows only in the workspace that they are of."""

    code = "form_elsewhere"

    def __init__(self) -> None:
        super().__init__(
            "This form names channels of the shop's own workspace, and you are in another.",
            remedy="Open it there, or say it in words: `set the digest time to 08:00`.",
        )


class TooLate(NoLongerPossible):
    """Slack waits three seconds for a form, and then opens none."""

    code = "form_too_late"

    def __init__(self) -> None:
        super().__init__(
            "The form took too long to open, and nothing was done.", remedy="Press it again."
        )


def opened(books: Session, wanted: Opening) -> View:
    """The form that somebody asked for, or why there is none for them."""
    try:
        asked = _asked(books, wanted.user, wanted.target, wanted.root)
        if wanted.changes is not None:
            return form_changes.opened(asked, _carried(wanted))
        command = _command(asked, wanted.command)
        _refuse_elsewhere(command, wanted.user)
        form = form_pages.form_of(command)
        order = _order(asked, wanted) if form.goods else None
        carried = replace(_carried(wanted), starts=form_starts.signs(asked, form))
        if order is not None:
            carried = replace(carried, order=order.id, version=order.version)
        return form_pages.page(asked, carried, command)
    except ShopError as refusal:
        return told(refusal)


def send(books: Session, sent: Sent) -> Outcome:
    """Do what a form says, once; or say in it why not, and do nothing."""
    try:
        carried = unpacked(sent.metadata)
        asked = _asked(books, sent.user, carried.target, carried.root)
        if carried.changes is not None:
            return _once(asked, carried, carried.command, sent.values)
        command = _command(asked, carried.command)
        if carried.order is None and form_pages.form_of(command).goods:
            return Outcome(_chosen(asked, carried, command, sent.values))
        return _once(asked, carried, command.name, sent.values)
    except Unfinished as open_still:
        return Outcome(open_still.answer)
    except KeyReused:
        again = NoLongerPossible(
            "This form was sent before, and what it said then was done.", remedy="Open it again."
        )
        return Outcome(updated(told(again)))
    except ShopError as refusal:
        return Outcome(updated(told(refusal, undone=True)))


def offered(books: Session, user: str, action: str, typed: str) -> list[dict[str, Any]]:
    """The options of a menu for what was typed so far; none for a stranger, or of no menu of ours.

    Args:
        books: open books.
        user: Slack id of whoever types.
        action: of the menu; it names a command and one of its slots.
        typed: so far.
    """
    _, name, slot_name = (*action.split(":", 2), "", "")[:3]
    command = understand.known().get(name)
    slot = command.slot(slot_name) if command is not None else None
    if slot is None or slot.search is None:
        return []
    try:
        asked = _asked(books, user)
    except ShopError:
        return []
    return form_fields.options(slot.search(asked, typed))


def _carried(wanted: Opening) -> Carried:
    return Carried(
        command=wanted.command,
        key=secrets.token_urlsafe(12),
        order=None,
        version=0,
        target=wanted.target,
        thread=wanted.thread,
        root=wanted.root,
        url=wanted.url,
        changes=wanted.changes,
        message=wanted.message,
    )


def _once(asked: Asked, carried: Carried, command: str, values: Values) -> Outcome:
    key = f"{FORM}:{asked.who.id}:{carried.key}"
    made: list[Message] = []

    def do() -> dict[str, Any]:
        if carried.changes is not None:
            made.append(form_changes.changed(asked, carried, values))
        else:
            made.append(_done(asked, carried, values, key))
        return {}

    arguments = {"command": command, "order": carried.order, "values": values}
    # what is refused half way leaves nothing, not even that it was tried
    proposals.all_or_nothing(
        asked.books,
        lambda: once(asked.books, key, FORM, arguments, by=asked.who, do=do),
    )
    is_change = carried.changes is not None
    return Outcome({}, made[0] if made else None, carried, key, instead=is_change)


def _done(asked: Asked, carried: Carried, values: Values, key: str) -> Message:
    """What was done, to be told where the form was opened."""
    locks.one_by_one(asked.books)
    command = _command(asked, carried.command)
    form = form_pages.form_of(command)
    order = _as_drawn(asked, carried, command)
    goods = form.goods(asked, order) if order and form.goods else ()
    read = form_fields.filled(asked, command, form, goods, values)
    if read.errors:
        raise Unfinished(errors_below(read.errors))
    form_starts.keep(asked, command, form, carried.starts, values, read)
    try:
        preview = _previewed(asked, command, order, read, goods)
    except NoLongerPossible:
        # it changed since it was looked at just above
        raise Unfinished(_afresh(asked, carried, command)) from None
    check = form_pages.check(command, preview)
    sign = _sign(preview, check)
    if (form.is_shown_first or form.doubts(preview.facts)) and carried.seen != sign:
        looked = replace(carried, seen=sign)
        shown = form_pages.page(asked, looked, command, values, check=check)
        raise Unfinished(updated(shown))
    where = Where(asked.who, carried.target, carried.thread)
    try:
        message = proposals.act(asked, where, command, preview.stored, f"{key}:do")
    except NoLongerPossible:
        raise Unfinished(_afresh(asked, carried, command)) from None
    told = {"order": order} if order else read.values
    about = {name: value for name, value in told.items() if name in command.slots}
    memory.remember(asked.books, where, memory.carried(Frame(command, about)))
    return message


def _as_drawn(asked: Asked, carried: Carried, command: Command) -> Order | None:
    """The order that a form is about, as it was when that was drawn; None: it is about none.

    Raises:
        Unfinished: it has changed since; the form shows how it stands now.
    """
    if carried.order is None:
        return None
    order = asked.books.get_one(Order, carried.order, populate_existing=True)
    if order.version != carried.version:
        raise Unfinished(_afresh(asked, carried, command))
    return order


def _previewed(
    asked: Asked, command: Command, order: Order | None, read: Filled, goods: Sequence[Goods]
) -> Preview:
    """What it would do; what it would be refused for stands below the field that it is about.

    Raises:
        NoLongerPossible: the order is not any more as it was when it was read.
    """
    try:
        if order is None:
            preview = command.run(asked, **read.values)
        else:
            preview = command.run(asked, order=order, **read.values, picked=read.picked)
        if not isinstance(preview, Preview):
            raise NoLongerPossible("This form is from an older version.", remedy="Open it again.")
        proposals.try_out(asked, command, preview.stored)
    except ShopError as refusal:
        if refusal.code == NoLongerPossible.code:
            raise
        words = f"{refusal.message} {refusal.remedy}"
        block = form_fields.block_about(form_pages.form_of(command), refusal, read, goods)
        raise Unfinished(errors_below({block: words})) from None
    return preview


def _sign(preview: Preview, check: Sequence[Block]) -> str:
    """Another whenever what would be done is another, or looks otherwise."""
    told_so = json.dumps([preview.stored, check], sort_keys=True, default=str)
    return hashlib.sha256(told_so.encode("utf-8", "replace")).hexdigest()[:16]


def _chosen(asked: Asked, carried: Carried, command: Command, values: Values) -> dict[str, Any]:
    """The form about the order that was chosen, in place of the question which one."""
    found = Filled()
    form_fields.read_field(asked, command, ORDER, values, found)
    if found.errors:
        return errors_below(found.errors)
    order = found.values["order"]
    chosen = replace(carried, order=order.id, version=order.version)
    try:
        return updated(form_pages.page(asked, chosen, command))
    except ShopError as refusal:
        return errors_below({form_fields.block_of("order"): f"{refusal.message} {refusal.remedy}"})


def _afresh(asked: Asked, carried: Carried, command: Command) -> dict[str, Any]:
    """The form as things stand now; where nothing is left to do, that."""
    now = replace(carried, seen="")
    if carried.order is not None:
        order = asked.books.get_one(Order, carried.order, populate_existing=True)
        now = replace(now, version=order.version)
    try:
        return updated(form_pages.page(asked, now, command, alert=CHANGED))
    except ShopError as refusal:
        return updated(told(refusal, undone=True))


def _asked(books: Session, user: str, target: str = "", root: str | None = None) -> Asked:
    who = actors.who(books, user)
    actors.allow(who, READ)
    return Asked(books, who, settings.today(books), (target, root) if root else None)


def _command(asked: Asked, name: str) -> Command:
    """A command that has a form, for somebody who may give it.

    Raises:
        NoLongerPossible: there is none such.
        NotAllowed: the role does not allow it.
    """
    command = understand.known().get(name)
    if command is None or command.form is None:
        raise NoLongerPossible("This button is from an older version.")
    actors.allow(asked.who, command.may)
    return command


def _refuse_elsewhere(command: Command, user: str) -> None:
    own = command.form.slots if command.form else ()
    if looks.PART in user and any(one.is_room for one in own):
        raise Elsewhere


def _order(asked: Asked, wanted: Opening) -> Order | None:
    """The order that a button carries, or the only one that a message names."""
    if wanted.order is None:
        return _named(asked, wanted.text)
    order = asked.books.get(Order, wanted.order) if isinstance(wanted.order, int) else None
    if order is None:
        raise NoLongerPossible("This button is from an older version.")
    return order


def _named(asked: Asked, text: str) -> Order | None:
    known = loosely.understood(asked, text[:LONGEST_TEXT]).tags if text else ()
    numbers = {str(tag.value) for tag in known if tag.kind == "order" and tag.known and tag.sure}
    if len(numbers) != 1:
        return None
    try:
        found: Order = understand.known()["order_status"].slots["order"].read(asked, numbers.pop())
    except ShopError:
        return None
    return found
