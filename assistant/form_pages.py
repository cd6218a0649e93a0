"""What a form looks like: its fields, what it would do, or in its place why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant import block_limits, form_fields, render, typed_words
from assistant.form_asked import Values
from assistant.form_metadata import Carried
from assistant.render import Block
from assistant.slack_names import FORM
from commands.kit import Asked, Command, Field, Form, Preview
from oms.errors import NoLongerPossible, ShopError
from oms.order_card import card
from oms.records import Order

NEXT = "Next"
CHANGED = "That has changed since, so nothing was done. This is how it stands now."
LOOK = "Nothing is done yet. Look at what it would do, then press {}."
ORDER = Field("order", "Order", "Its number, or the customer's name.", is_needed=True)
LONGEST_ERROR = 250
View = dict[str, Any]


class Unfinished(Exception):
    """The form stays open, and nothing was done: what Slack is answered says why."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__(str(answer.get("response_action")))
        self.answer = answer


def page(
    asked: Asked, carried: Carried, command: Command, values: Values | None = None,
    *, alert: str = "", check: Sequence[Block] = (),
) -> View:  # fmt: skip
    """A form as it is shown.

    Args:
        asked: who wants it, and the books.
        carried: what it carries; without an order that it is about it asks which.
        command: that it is of.
        values: what was filled in before; None: nothing was.
        alert: a sentence above it.
        check: what it would do, to be looked at before it is done.

    Raises:
        NoLongerPossible: the command has no form.
        ShopError: there is nothing to fill in for that order; says why.
    """
    form = form_of(command)
    order = None if carried.order is None else asked.books.get_one(Order, carried.order)
    goods = form.goods(asked, order) if order and form.goods else ()
    is_asked = order is None and form.goods is not None
    fields = (ORDER,) if is_asked else form.fields
    starts = form.starts(asked) if form.starts else None
    shown = render.render("forms/form", {
        "order": order and card(asked.books, order),
        "alert": alert or (LOOK.format(form.submit) if check else ""),
        "goods": form_fields.goods_shown(goods, form, values),
        "title": "Which order?" if is_asked else form.title,
        "fields": form_fields.fields_shown(command, fields, values, starts),
        "more": max(0, len(goods) - form_fields.MOST_LINES),
    })  # fmt: skip
    # below what is said of it and whose order it is
    head = 2 if order else 1
    blocks = [*shown.blocks[:head], *check, *shown.blocks[head:]] if check else shown.blocks
    is_last = not is_asked and (check or not form.is_shown_first)
    return view(form.title, blocks, carried, submit=form.submit if is_last else NEXT)


def form_of(command: Command | None) -> Form:
    """The form of a command.

    Raises:
        NoLongerPossible: it has none.
    """
    if command is None or command.form is None:
        raise NoLongerPossible("This form is from an older version.", remedy="Open it again.")
    return command.form


def check(command: Command, preview: Preview) -> tuple[Block, ...]:
    """What a form would do, in words."""
    return render.render(f"forms/{command.name}", preview.facts).blocks


def told(refusal: ShopError, *, undone: bool = False) -> View:
    """In place of a form, why there is none; `undone`: it was sent, and nothing was done."""
    facts = {"message": refusal.message, "remedy": refusal.remedy, "undone": undone}
    return view("Backroom", render.render("forms/told", facts).blocks)


def failed(reference: str) -> View:
    """In place of a form, that the fault is ours."""
    facts = {
        "message": f"That went wrong, and the fault is ours: {reference}.",
        "remedy": "Try it again; the log has the rest under that number.",
        "undone": True,
    }
    return view("Backroom", render.render("forms/told", facts).blocks)


class Unfit(ValueError):
    """A form that Slack would not take, with what is wrong with it."""


def fitting(view: View) -> View:
    """A form as it is.

    Raises:
        Unfit: Slack would not take it.
    """
    if faults := block_limits.view_faults(view):
        raise Unfit("; ".join(faults))
    return view


def updated(view: View) -> dict[str, Any]:
    """Slack is answered: show this instead."""
    return {"response_action": "update", "view": view}


def errors_below(errors: Mapping[str, str]) -> dict[str, Any]:
    """Slack is answered: show these sentences below the fields of those blocks."""
    said = {
        block: render.cut(typed_words.plain(words), LONGEST_ERROR)
        for block, words in errors.items()
    }
    return {"response_action": "errors", "errors": said}


def view(
    title: str, blocks: Sequence[Block], carried: Carried | None = None, *, submit: str = ""
) -> View:
    """A modal around blocks; what it carries comes back when it is sent."""
    words = {"title": title, "close": "Cancel" if submit else "Close"}
    words |= {"submit": submit} if submit else {}
    plain = {name: {"type": "plain_text", "text": text, "emoji": False}
             for name, text in words.items()}  # fmt: skip
    kept = {} if carried is None else {"private_metadata": carried.packed()}
    return {"type": "modal", "callback_id": FORM, **plain, **kept, "blocks": list(blocks)}
