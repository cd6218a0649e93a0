"""Forms of the example shop, as `backroom preview` shows them: opened, looked at, refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select, update

from assistant import form_pages, forms
from assistant.form_asked import Opening, Sent
from assistant.render import Message
from oms import shipment_plans, stock
from oms.database import Database
from oms.errors import ShopError
from oms.records import Location, Order, Sku
from oms.tables.orders import OrderLine
from oms.tables.stock import Level

Shown = tuple[Message, str, dict[str, Any]]
"""A form under the name of its template, what it came of, and the whole view."""


def shown(database: Database, owner: str, dm: str) -> Iterator[Shown]:
    """Forms for orders that can be shipped or exchanged, and those that lead nowhere or ask."""
    open_order, late_return, last_out = _orders(database)
    view = _opened(database, "ship_order", open_order, owner, dm)
    yield _named("forms/form", view), "the button “Ship…” of an order", view
    looked = _sent(database, view, owner)
    yield _named("forms/ship_order", looked), "“Next” in that form", looked
    yield from _of_no_order(database, owner, dm)
    gone = _opened(database, "start_return", open_order, owner, dm)
    yield _named("forms/told", gone), "“Start a return…” of an order that has not left", gone
    if last_out is not None:
        view = _opened(database, "exchange", last_out, owner, dm)
        yield _named("forms/form", view), "the button “Exchange…” of an order", view
        looked = _sent(database, view, owner, said=_swapped(database, view))
        yield _named("forms/exchange", looked), "“Next” in that form", looked
    if late_return is not None:
        view = _opened(database, "start_return", late_return, owner, dm)
        asks = _sent(database, view, owner, sealed=True)
        yield _named("forms/start_return", asks), "“Start the return” where somebody decides", asks


def _of_no_order(database: Database, owner: str, dm: str) -> Iterator[Shown]:
    """Stock that is counted, and a setting that is changed: the form, and what it would do."""
    told = {"adjust_stock": ("Count or change stock…", _counted(database)),
            "change_setting": ("Settings…", {"slot:digest_time": ("", "08:00")})}  # fmt: skip
    for command, (button, said) in told.items():
        view = _opened(database, command, None, owner, dm)
        yield _named("forms/form", view), f"“{button}” on the Home tab", view
        looked = _sent(database, view, owner, said=said)
        yield _named(f"forms/{command}", looked), "“Next” in that form", looked


def _counted(database: Database) -> dict[str, tuple[str, str]]:
    """One fewer of a product in a place than the books say; block -> label and value."""
    with database.reading() as books:
        held = books.scalars(select(Level).where(Level.units > 1)).first()
        if held is None:
            return {}
        sku, place = books.get_one(Sku, held.sku_id), books.get_one(Location, held.location_id)
        there = stock.at(books, sku.id, place.id).on_hand
        return {"slot:sku": (sku.title, f"{sku.id}"), "slot:location": (place.name, f"{place.id}"),
                "slot:counted": ("", f"{there - 1}")}  # fmt: skip


def _swapped(database: Database, view: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """One of the first line of a form for the first product of the shop."""
    with database.reading() as books:
        other = books.scalars(select(Sku).order_by(Sku.id)).first()
    lines = [one["block_id"] for one in view["blocks"] if one["type"] == "input"]
    if other is None or not lines:
        return {}
    return {lines[0]: ("", "1"), "slot:other": (other.title, f"{other.id}")}


def _orders(database: Database) -> tuple[int | None, int | None, int | None]:
    """An order that can leave, one of which a return has to be decided, and the last to leave."""
    with database.reading() as books:
        rows = list(books.scalars(select(Order).where(Order.state == "open").order_by(Order.id)))
        leaving = next((one.id for one in rows if _can_leave(books, one)), None)
        out = select(OrderLine.order_id).where(OrderLine.shipped > OrderLine.returned)
        old = select(Order.id).where(Order.id.in_(out)).order_by(Order.placed_at)
        left = list(books.scalars(old))
        return leaving, *((left[0], left[-1]) if left else (None, None))


def _can_leave(books: Any, order: Order) -> bool:
    try:
        return len(shipment_plans.leaving(books, order)) > 1
    except ShopError:
        return False


def _opened(
    database: Database, command: str, order: int | None, owner: str, dm: str
) -> dict[str, Any]:
    with database.reading() as books:
        return forms.opened(books, Opening(command, owner, dm, None, order=order))


def _sent(
    database: Database,
    view: dict[str, Any],
    owner: str,
    *,
    sealed: bool = False,
    said: Mapping[str, tuple[str, str]] | None = None,
) -> dict[str, Any]:
    """The form as it comes back when it is sent; nothing is done.

    Args:
        database: of the example shop.
        view: the form.
        owner: who sends it.
        sealed: as if all goods were sealed for hygiene, so that somebody has to decide.
        said: block -> label and value that are filled in; None: all that it offers.
    """
    values = {one["block_id"]: {"in": _filled(one["element"], most=said is None)}
              for one in view["blocks"] if one["type"] == "input"}  # fmt: skip
    for block, (label, value) in (said or {}).items():
        option = {"text": {"type": "plain_text", "text": label}, "value": value}
        values[block] = {"in": {"value": value, "selected_option": option}}
    with database.reading() as books:
        if sealed:
            books.execute(update(Sku).values(hygiene=True))
        answer = forms.send(books, Sent(owner, view.get("private_metadata"), values)).answer
        books.rollback()
    return dict(answer.get("view") or form_pages.failed("E-7F3A21"))


def _filled(element: Mapping[str, Any], *, most: bool) -> dict[str, Any]:
    """What stands in a field: at first, or the most that it takes."""
    return {
        "value": element.get("max_value" if most else "initial_value"),
        "selected_option": element.get("initial_option"),
        "selected_conversation": element.get("initial_conversation"),
    }


def _named(template: str, view: dict[str, Any]) -> Message:
    return Message(view["title"]["text"], tuple(view["blocks"]), template=template)
