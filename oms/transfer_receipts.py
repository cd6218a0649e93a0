"""Goods that arrive from another location: counted in, closed with what is missing, undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from oms import actors, catalogue, clock, counts, stock, transfer_states, write_offs
from oms.actors import Who
from oms.errors import BadQuantity, NoLongerPossible, ShopError
from oms.once import once
from oms.stock import SELLABLE, Move, Place
from oms.tables.catalogue import Sku
from oms.tables.stock import Movement, Transfer, TransferLine
from oms.transfer_states import CLOSED, RECEIVED, Arrived
from oms.transfers import locked, remember, settle

LOST, SENT_BACK = "lost", "sent_back"
DAMAGED = "damaged"


class TooManyArrived(ShopError):
    """More units would be received than are on the way."""

    code = "too_many_arrived"

    def __init__(self, number: str, sku: str, *, wanted: int, left: int) -> None:
        self.number, self.sku, self.wanted, self.left = number, sku, wanted, left
        super().__init__(
            f"{left} × {sku} of transfer {number} on the way, so {wanted} cannot be right.",
            remedy=f"Receive {left} or fewer; add what is over as found.",
        )


def receive(
    books: Session, transfer_id: int, arrived: Mapping[int, Arrived], *, by: Who, key: str
) -> list[int]:
    """Take in what arrived, as it was counted; what did not stays on the way.

    The transfer is closed once every unit is accounted for. Units that are whole can be sold at
    once, and waiting orders are given them.

    Args:
        books: open for writing.
        transfer_id: which.
        arrived: line id -> what arrived; a line that is not named had nothing.
        by: who counted.
        key: idempotency key.

    Returns:
        The ids of the movements, which `undo_receipt` takes back.

    Raises:
        NotAllowed, NotHere: the role does not transfer stock, or not to there.
        NoLongerPossible: it has not left, or is closed.
        TooManyArrived: more of a line than is on the way.
        BadQuantity: nothing arrived, or fewer than nothing.
    """
    actors.allow(by, actors.TRANSFER)
    if min((min(one.whole, one.damaged) for one in arrived.values()), default=-1) < 0:
        raise BadQuantity(min((one.units for one in arrived.values()), default=0))
    if not any(one.units for one in arrived.values()):
        raise BadQuantity(0)
    told = {str(line): [one.whole, one.damaged] for line, one in sorted(arrived.items())}

    def do() -> dict[str, Any]:
        return {"movements": _receive(books, transfer_id, arrived, by=by, key=key)}

    arguments = {"transfer": transfer_id, "arrived": told}
    return list(once(books, key, "receive_transfer", arguments, by=by, do=do)["movements"])


def undo_receipt(
    books: Session, transfer_id: int, movement_ids: list[int], *, by: Who, key: str
) -> None:
    """Take back what was received by mistake; it is on the way again.

    Raises:
        NotAllowed, NotHere: the role does not transfer stock, or not to there.
        NoLongerPossible: it was taken back before, or the transfer was closed since by hand.
    """
    actors.allow(by, actors.TRANSFER)

    def do() -> dict[str, Any]:
        transfer, lines = locked(books, transfer_id)
        actors.allow(by, actors.TRANSFER, location_id=transfer.to_location_id)
        if transfer.state == CLOSED:
            _reopen(transfer)
        for movement_id in movement_ids:
            _unreceive(books, transfer, lines, movement_id, by=by, key=key)
        _step_back(transfer, lines)
        settle(books, transfer.to_location_id, lines, by=by)
        remember(books, transfer, "receipt undone", by=by)
        return {}

    arguments = {"transfer": transfer_id, "movements": movement_ids}
    once(books, key, "undo_receipt", arguments, by=by, do=do)


def close(books: Session, transfer_id: int, rest: str, *, by: Who, key: str) -> list[int]:
    """Say what became of the units that never arrived: `lost`, or `sent_back` to where they left.

    Returns:
        The ids of the movements, which `undo_close` takes back.

    Raises:
        NotAllowed: the role does not transfer stock, or may write off none that is lost.
        NotHere: not to where it goes, or not from where it left, when the rest is back there.
        OverLimit: what is lost is worth more than the role may write off alone.
        NoLongerPossible: it has not left, or is closed.
    """
    actors.allow(by, actors.TRANSFER)

    def do() -> dict[str, Any]:
        return {"movements": _close(books, transfer_id, rest, by=by, key=key)}

    arguments = {"transfer": transfer_id, "rest": rest}
    return list(once(books, key, "close_transfer", arguments, by=by, do=do)["movements"])


def undo_close(
    books: Session, transfer_id: int, movement_ids: list[int], *, by: Who, key: str
) -> None:
    """Say that the rest is on the way after all.

    Raises:
        NotAllowed, NotHere: as `close`.
        NoLongerPossible: it was taken back before.
    """
    actors.allow(by, actors.TRANSFER)

    def do() -> dict[str, Any]:
        transfer, lines = locked(books, transfer_id)
        was_lost = any(line.lost for line in lines)
        _allow_closing(transfer, LOST if was_lost else SENT_BACK, by=by)
        _reopen(transfer)
        for movement_id in movement_ids:
            _unclose(books, transfer, lines, movement_id, by=by, key=key)
        _step_back(transfer, lines)
        settle(books, transfer.from_location_id, lines, by=by)
        remember(books, transfer, "closing undone", by=by)
        return {}

    arguments = {"transfer": transfer_id, "movements": movement_ids}
    once(books, key, "undo_close_transfer", arguments, by=by, do=do)


def _receive(
    books: Session, transfer_id: int, arrived: Mapping[int, Arrived], *, by: Who, key: str
) -> list[int]:
    transfer, lines = locked(books, transfer_id)
    actors.allow(by, actors.TRANSFER, location_id=transfer.to_location_id)
    transfer.state = transfer_states.after(transfer.number, transfer.state, "receive")
    made = []
    for line in lines:
        came = arrived.get(line.id, Arrived(0))
        _refuse_more(books, transfer, line, came.units)
        for bucket, units in ((SELLABLE, came.whole), (DAMAGED, came.damaged)):
            to = Place(transfer.to_location_id, bucket)
            made += _arrive(books, transfer, line, units, to=to, by=by, key=key)
        line.received += came.whole
        line.damaged += came.damaged
    _close_when_done(transfer, lines)
    settle(books, transfer.to_location_id, lines, by=by)
    units = sum(one.units for one in arrived.values())
    remember(books, transfer, "transfer received", by=by, units=units)
    return made


def _close(books: Session, transfer_id: int, rest: str, *, by: Who, key: str) -> list[int]:
    transfer, lines = locked(books, transfer_id)
    _allow_closing(transfer, rest, by=by)
    transfer.state = transfer_states.after(transfer.number, transfer.state, "close")
    transfer.closed_at = clock.now()
    variance = catalogue.virtual(books, "variance")
    to = Place(variance if rest == LOST else transfer.from_location_id)
    if rest == LOST:
        worth = sum(counts.value_of(books, line.sku_id, line.left) for line in lines)
        skus = {line.sku_id for line in lines}
        places = {transfer.from_location_id, transfer.to_location_id}
        earlier = write_offs.lost_of_transfers(books, skus, places, by=by)
        actors.allow(by, actors.WRITE_OFF, amount_minor=worth, earlier_minor=earlier)
    made, units = [], 0
    for line in lines:
        left = line.left
        made += _arrive(books, transfer, line, left, to=to, by=by, key=key)
        if rest == LOST:
            line.lost += left
        else:
            line.sent_back += left
        units += left
    settle(books, transfer.from_location_id, lines, by=by)
    remember(books, transfer, f"transfer closed, rest {rest.replace('_', ' ')}", by=by, units=units)
    return made


def _allow_closing(transfer: Transfer, rest: str, *, by: Who) -> None:
    """Where the rest was to arrive it is seen to be lost; where it left, that it is back."""
    place = transfer.to_location_id if rest == LOST else transfer.from_location_id
    actors.allow(by, actors.TRANSFER, location_id=place)


def _arrive(  # noqa: PLR0913  one movement out of TRANSIT
    books: Session, transfer: Transfer, line: TransferLine, units: int, *, to: Place, by: Who,
    key: str,
) -> list[int]:  # fmt: skip
    if units == 0:
        return []
    back_on_a_shelf = to.location_id in (transfer.from_location_id, transfer.to_location_id)
    arriving = Move(
        sku_id=line.sku_id,
        units=units,
        source=Place(catalogue.virtual(books, "transit")),
        to=to,
        reason="transfer_in" if back_on_a_shelf else "lost_in_post",
        about=("transfer", transfer.id),
        line_id=line.id,
        is_fact=True,
        key=f"{key}:{to.bucket}:{line.id}",
    )
    moved = stock.move(books, arriving, by=by)
    return [moved.id] if moved else []


def _unreceive(  # one movement back into TRANSIT
    books: Session, transfer: Transfer, lines: list[TransferLine], movement_id: int, *, by: Who,
    key: str,
) -> None:  # fmt: skip
    movement = books.get_one(Movement, movement_id)
    here = (movement.about_kind, movement.about_id, movement.to_location_id)
    if here != ("transfer", transfer.id, transfer.to_location_id):
        raise NoLongerPossible(f"That was no receipt of transfer {transfer.number}.")
    stock.reverse(books, movement, by=by, key=f"{key}:{movement_id}", is_fact=True)
    line = next(one for one in lines if one.id == movement.line_id)
    if movement.to_bucket == SELLABLE:
        line.received -= movement.units
    else:
        line.damaged -= movement.units


def _unclose(  # one movement back into TRANSIT
    books: Session, transfer: Transfer, lines: list[TransferLine], movement_id: int, *, by: Who,
    key: str,
) -> None:  # fmt: skip
    movement = books.get_one(Movement, movement_id)
    if (movement.about_kind, movement.about_id) != ("transfer", transfer.id):
        raise NoLongerPossible(f"That was no closing of transfer {transfer.number}.")
    stock.reverse(books, movement, by=by, key=f"{key}:{movement_id}", is_fact=True)
    line = next(one for one in lines if one.id == movement.line_id)
    if movement.to_location_id == transfer.from_location_id:
        line.sent_back -= movement.units
    else:
        line.lost -= movement.units


def _reopen(transfer: Transfer) -> None:
    transfer.state = transfer_states.after(transfer.number, transfer.state, "reopen")
    transfer.closed_at = None


def _step_back(transfer: Transfer, lines: list[TransferLine]) -> None:
    """Where nothing arrived any more, the transfer is as it was when it left."""
    if not any(line.received + line.damaged for line in lines):
        transfer.state = transfer_states.after(transfer.number, transfer.state, "undo receipt")


def _close_when_done(transfer: Transfer, lines: list[TransferLine]) -> None:
    if transfer.state == RECEIVED and not any(line.left for line in lines):
        transfer.state = transfer_states.after(transfer.number, transfer.state, "close")
        transfer.closed_at = clock.now()


def _refuse_more(books: Session, transfer: Transfer, line: TransferLine, units: int) -> None:
    left = line.left
    if units > left:
        code = books.get_one(Sku, line.sku_id).code
        raise TooManyArrived(transfer.number, code, wanted=units, left=left)
