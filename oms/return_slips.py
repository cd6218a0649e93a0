"""What stands on the slip that a customer puts into the parcel that comes back."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import return_documents, settings
from oms.errors import ShopError
from oms.return_reasons import REASONS
from oms.return_states import OPEN, State
from oms.slips import ReturnSlip, SlipLine
from oms.tables.catalogue import Location, Sku
from oms.tables.orders import Order, OrderLine
from oms.tables.people import Customer
from oms.tables.returns import Return, ReturnLine


class NothingToSendBack(ShopError):
    """A return is over, so that no parcel of it is expected."""

    code = "nothing_to_send_back"

    def __init__(self, number: str, state: str) -> None:
        self.number, self.state = number, state
        super().__init__(
            f"Nothing of return {number} is to be sent: it is {state}.",
            remedy=f"See how it stands: `how is {number}?`",
        )


def slip(books: Session, found: Return) -> ReturnSlip:
    """The slip of a return that is open: what is expected, where it goes, and until when.

    Raises:
        NothingToSendBack: the return is over.
    """
    if State(found.state) not in OPEN:
        raise NothingToSendBack(found.number, found.state)
    order = books.get(Order, found.order_id) if found.order_id else None
    buyer = books.get(Customer, found.customer_id) if found.customer_id else None
    place = books.get_one(Location, return_documents.place_for(books, found.location_id))
    shop = settings.value(books, "shop_name")
    written = [line.strip() for line in (place.address or place.name).splitlines()]
    return ReturnSlip(
        shop=shop,
        number=found.number,
        order=order.number if order else "",
        customer=buyer.name if buyer else "",
        address=(shop, *(line for line in written if line)),
        lines=tuple(_lines(books, found)),
        until=found.expires_on,
    )


def _lines(books: Session, found: Return) -> list[SlipLine]:
    rows = books.execute(
        select(Sku.code, func.coalesce(OrderLine.title, Sku.title), ReturnLine)
        .select_from(ReturnLine)
        .join(Sku, Sku.id == ReturnLine.sku_id)
        .outerjoin(OrderLine, OrderLine.id == ReturnLine.order_line_id)
        .where(ReturnLine.return_id == found.id)
        .order_by(ReturnLine.line_no, ReturnLine.part)
    )
    return [
        SlipLine(code, title, left, reason=_words(line.reason))
        for code, title, line in rows
        if (left := line.units - line.received - line.missing) > 0
    ]


def _words(reason: str | None) -> str:
    """A reason of the list in words; what somebody wrote, as it is."""
    return reason.replace("_", " ") if reason in REASONS and reason else reason or ""
