"""“Find an order” from anywhere in Slack: two menus that are searched, answered in person."""

from __future__ import annotations

import json

from sqlalchemy.orm import Session

from assistant import form_pages, understand
from assistant.form_pages import View
from assistant.render import Block
from assistant.slack_names import SEARCH
from oms import actors
from oms.actors import READ
from oms.errors import ShopError

CALLBACK = "find"
MENUS = (("order_status", "order", "Find an order"), ("stock_level", "sku", "Find a product"))
"""Command, its slot, and what stands there before one types."""
WHERE = "The answer comes to you in a direct message."


def view(books: Session, user: str) -> View:
    """The modal of the shortcut, or one that says why there is none.

    Args:
        books: to read.
        user: their Slack id, in whose direct message what they find is answered.
    """
    try:
        who = actors.who(books, user)
        actors.allow(who, READ)
    except ShopError as refusal:
        return form_pages.told(refusal)
    known = understand.known()
    menus = [_menu(*one) for one in MENUS if known[one[0]].is_for(who)]
    shown = form_pages.view("Backroom", [_words(WHERE), {"type": "actions", "elements": menus}])
    # a channel by the id of a person is their direct message
    return {**shown, "callback_id": CALLBACK, "private_metadata": json.dumps({"dm": user})}


def _menu(command: str, slot: str, hint: str) -> Block:
    return {
        "type": "external_select",
        "action_id": f"{SEARCH}:{command}:{slot}",
        "min_query_length": 1,
        "placeholder": {"type": "plain_text", "text": hint, "emoji": False},
    }


def _words(text: str) -> Block:
    return {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}}
