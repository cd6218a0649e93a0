"""What the commands that change a placed order share: preview, doing it or asking, undoing."""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, Plain, Preview
from oms import actors, approvals, edit_cards, edit_requests, edit_undo, editing
from oms.editing import Edit
from oms.errors import NoLongerPossible
from oms.order_card import card
from oms.records import Order


def preview(asked: Asked, order: Order, wanted: Edit, why: str | None = None) -> Preview:
    """What a change would come to; where it takes a second person, that it will be asked for."""
    second = edit_requests.needed(asked.books, order, wanted, by=asked.who)
    stored = {
        "order": order.id,
        "version": order.version,
        "edit": wanted.plain(),
        "why": why,
        "request": second,
    }
    by = actors.system(asked.books) if second else asked.who
    shown = edit_cards.of_edit(asked.books, order, wanted, reason=why, by=by)
    now = card(asked.books, asked.books.get_one(Order, stored["order"]))
    facts = {"order": now, "shown": shown, "why": why or "", "second": second is not None}
    return Preview(facts, stored)


def do(asked: Asked, stored: Plain, key: str) -> Done:
    """Change the order, or ask the second person."""
    order = asked.books.get_one(Order, stored["order"])
    if order.version != stored["version"]:
        raise NoLongerPossible(f"Order {order.number} has changed since you were asked.")
    wanted, why = editing.from_plain(stored["edit"]), stored["why"]
    if stored["request"]:
        told = edit_requests.arguments(asked.books, order, wanted, why)
        made = approvals.ask(
            asked.books,
            stored["request"],
            told,
            why=why or "no reason given",
            by=asked.who,
            key=key,
        )
        request = approvals.shown(asked.books, made).number
        now = card(asked.books, order)
        asked_for = {"order": now, "shown": None, "request": request, "who": asked.who.name}
        return Done(asked_for, None)
    done = editing.edit(asked.books, order.id, wanted, reason=why, by=asked.who, key=key)
    shown = edit_cards.edited(asked.books, done)
    facts = {"order": shown.after, "shown": shown, "request": "", "who": asked.who.name}
    return Done(facts, {"order": order.id, "version": done.version_id})


def undo(asked: Asked, stored: Plain, key: str) -> Facts:
    """Put the order back to what it was."""
    edit_undo.undo(asked.books, stored["version"], by=asked.who, key=key)
    order = asked.books.get_one(Order, stored["order"])
    return {"order": card(asked.books, order), "who": asked.who.name}
