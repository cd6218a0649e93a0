"""Forms of the example shop, as `backroom preview` shows them: opened, looked at, refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, update

from assistant import form_pages, forms
from assistant.forms import Opening, Sent
from assistant.render import Message
from oms import shipment_plans
from oms.database import Database
from oms.errors import ShopError
from oms.records import Order, Sku
from oms.tables.orders import OrderLine

Shown = tuple[Message, str, dict[str, Any]]
"""A form under the name of its template, what it came of, and the whole view."""


def shown(database: Database, owner: str, dm: str) -> Iterator[Shown]:
    """A form for an order that can be shipped, what it would do, and one that leads nowhere."""
    open_order, late_return = _orders(database)
    view = _opened(database, "ship_order", open_order, owner, dm)
    yield _named("forms/form", view), "the button “Ship…” of an order", view
    looked = _sent(database, view, owner)
    yield _named("forms/ship_order", looked), "“Next” in that form", looked
    gone = _opened(database, "start_return", open_order, owner, dm)
    yield _named("forms/told", gone), "“Start a return…” of an order that has not left", gone
    if late_return is not None:
        view = _opened(database, "start_return", late_return, owner, dm)
        asks = _sent(database, view, owner, sealed=True)
        yield _named("forms/start_return", asks), "“Start the return” where somebody decides", asks


def _orders(database: Database) -> tuple[int | None, int | None]:
    """An order that can leave, and one of which a return has to be decided."""
    with database.reading() as books:
        rows = list(books.scalars(select(Order).where(Order.state == "open").order_by(Order.id)))
        leaving = next((one.id for one in rows if _can_leave(books, one)), None)
        out = select(OrderLine.order_id).where(OrderLine.shipped > OrderLine.returned)
        old = select(Order.id).where(Order.id.in_(out)).order_by(Order.placed_at)
        return leaving, books.scalars(old).first()


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
    database: Database, view: dict[str, Any], owner: str, *, sealed: bool = False
) -> dict[str, Any]:
    """The form as it comes back when it is sent for all that it offers; nothing is done.

    Args:
        database: of the example shop.
        view: the form.
        owner: who sends it.
        sealed: as if all goods were sealed for hygiene, so that somebody has to decide.
    """
    values = {
        block["block_id"]: {"in": {"value": block["element"].get("max_value"),
                                   "selected_option": block["element"].get("initial_option")}}
        for block in view["blocks"] if block["type"] == "input"
    }  # fmt: skip
    with database.reading() as books:
        if sealed:
            books.execute(update(Sku).values(hygiene=True))
        answer = forms.send(books, Sent(owner, view.get("private_metadata"), values)).answer
        books.rollback()
    return dict(answer.get("view") or form_pages.failed("E-7F3A21"))


def _named(template: str, view: dict[str, Any]) -> Message:
    return Message(view["title"]["text"], tuple(view["blocks"]), template=template)
