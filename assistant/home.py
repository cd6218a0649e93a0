"""The Home tab: how the shop stands just now, and buttons that ask the same commands as words.

It is drawn when it is sent, so a tab that was opened while Slack was out of reach shows what is so
when it comes. An answer to one of its buttons comes in the direct message.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from assistant import block_limits, render, understand
from assistant.dialogue_offers import refused
from assistant.render import Message
from assistant.slack_names import HOME
from oms import (
    actors,
    approvals,
    catalogue,
    clock,
    exceptions,
    ledger_notices,
    ledger_questions,
    order_lists,
    picking,
    settings,
    stock,
)
from oms.actors import READ, Who
from oms.errors import ShopError

log = logging.getLogger(__name__)
LISTED, PLACES = 5, 10
Seen = Callable[[], dt.datetime | None]


def view(books: Session, user: str, dm: str, seen: Seen) -> dict[str, Any]:
    """The Home tab of somebody as Slack takes it.

    Args:
        books: to read.
        user: their Slack id; strangers are told that they are.
        dm: the direct message in which the buttons are answered.
        seen: when the ledger was last looked at; None: not since the program started.
    """
    drawn = _tab(_drawn(books, user, seen), dm)
    if faults := block_limits.view_faults(drawn):
        log.error("The Home tab is not as Slack takes it: %s", faults)
        return _tab(render.render("errors/fault", {"reference": "in the log", "offers": []}), dm)
    return drawn


def _tab(shown: Message, dm: str) -> dict[str, Any]:
    return {
        "type": "home",
        "callback_id": HOME,
        "private_metadata": json.dumps({"dm": dm}),
        "blocks": list(shown.blocks),
    }


def _drawn(books: Session, user: str, seen: Seen) -> Message:
    try:
        who = actors.who(books, user)
        actors.allow(who, READ)
    except ShopError as refusal:
        return refused(refusal)
    return render.render("home/home", facts(books, who, seen()))


def facts(books: Session, who: Who, seen: dt.datetime | None) -> dict[str, Any]:
    """What templates/home/home.j2 shows."""
    today = settings.today(books)
    late, low = order_lists.late(books, today), stock.low(books)
    asked, waiting = ledger_questions.waiting(books), approvals.waiting(books)
    away = bool(exceptions.subjects(books, exceptions.LEDGER_AWAY))
    return {
        "shop": settings.value(books, "shop_name"),
        "today": today,
        "now": ledger_notices.moment(books, clock.now()),
        "late": late[:LISTED],
        "late_total": len(late),
        "places": _to_pick(books),
        "low": low[:LISTED],
        "low_total": len(low),
        "waiting": waiting[:LISTED],
        "waiting_total": len(waiting),
        "asked": [ledger_notices.shown(books, one) for one in asked[:LISTED]],
        "asked_total": len(asked),
        "seen": ledger_notices.moment(books, seen) if seen else "",
        "away": away,
        "may": sorted(one.name for one in understand.known().values() if one.is_for(who)),
    }


def _to_pick(books: Session) -> list[dict[str, Any]]:
    """Each place with orders to pick, in the shop's order of preference."""
    found = []
    for place in catalogue.locations(books):
        ready = picking.ready(books, place.id)
        if ready:
            units = sum(one.units for one in ready)
            late = sum(one.late for one in ready)
            found.append({"id": place.id, "name": place.name, "orders": len(ready),
                          "units": units, "late": late})  # fmt: skip
    return found
