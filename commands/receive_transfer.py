"""Take in what another place sent, as it was counted.

Said: T-7 arrived · T-7 arrived 1 short · T-7 arrived 1 damaged · T-7 arrived with 2 MUG-BLU
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import BROKEN, UNITS
from commands.slots_goods import GOODS, Goods, UnclearGoods
from commands.slots_stock import TRANSFER as TRANSFER_NUMBER
from oms import stock, transfer_cards, transfer_receipts, transfer_states
from oms.actors import TRANSFER
from oms.records import Transfer
from oms.transfer_cards import TransferCard
from oms.transfer_receipts import TooManyArrived
from oms.transfer_states import ON_THE_WAY, Arrived


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    arrived = {int(line): Arrived(*counts) for line, counts in stored["arrived"].items()}
    moved = transfer_receipts.receive(
        asked.books, stored["transfer"], arrived, by=asked.who, key=key
    )
    facts = {"card": _card(asked, stored["transfer"]), "who": asked.who.name,
             "units": sum(one.units for one in arrived.values()),
             "damaged": sum(one.damaged for one in arrived.values())}  # fmt: skip
    return Done(facts, {"transfer": stored["transfer"], "movements": moved})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    transfer_receipts.undo_receipt(
        asked.books, stored["transfer"], stored["movements"], by=asked.who, key=key
    )
    return {"card": _card(asked, stored["transfer"]), "who": asked.who.name}


@command(
    phrases=[
        "[transfer] {transfer} [has|have] (arrived|come|is here|are here|came)",
        "[transfer] {transfer} (came in|has been received)",
        "[transfer] {transfer} (arrived|came|has arrived) {units} (short|missing)",
        "[transfer] {transfer} (arrived|came|has arrived) with {units} (short|missing)",
        "[transfer] {transfer} (arrived|came|has arrived) {units} {broken}",
        "[transfer] {transfer} (arrived|came|has arrived) with {units} {broken}",
        "[transfer] {transfer} (arrived|came|has arrived) with {goods}",
        "(receive|received|got) [transfer] {transfer}",
        "receive [transfer] {transfer} {units} (short|missing)",
        "receive [transfer] {transfer} {units} {broken}",
        "receive [a] transfer",
    ],
    slots=[TRANSFER_NUMBER, UNITS, BROKEN, GOODS],
    may=TRANSFER,
    write=Write(_do, _undo),
)
def receive_transfer(
    asked: Asked,
    transfer: Transfer | None = None,
    units: int = 0,
    broken: str | None = None,
    goods: Goods | None = None,
) -> Preview:
    """Receive a transfer: what arrived can be sold, what did not stays on the way."""
    if transfer is None:
        raise MissingWord("transfer", "T-7 arrived")
    card = transfer_cards.card(asked.books, transfer)
    arrived = _arrived(card, units, goods, broken=broken is not None)
    # a transfer that has not left, or is closed, is refused before anything is asked
    transfer_states.after(card.number, card.state, "receive")
    rows = [
        {
            "title": line.title,
            "sku": line.sku,
            "left": line.sent.left,
            "came": arrived.get(line.line_id, Arrived(0)),
            "there": stock.at(asked.books, line.sku_id, card.to_id).available,
        }
        for line in card.lines
    ]
    counts = {str(line): [one.whole, one.damaged] for line, one in arrived.items()}
    return Preview({"card": card, "rows": rows}, {"transfer": transfer.id, "arrived": counts})


def _arrived(
    card: TransferCard, units: int, goods: Goods | None, *, broken: bool
) -> dict[int, Arrived]:
    left = {line.line_id: line.sent.left for line in card.lines if line.sent.left}
    if card.state not in ON_THE_WAY:
        return {}
    if goods is not None:
        return _by_product(card, goods)
    try:
        short, damaged = (0, units) if broken else (units, 0)
        return transfer_states.spread(left, short=short, damaged=damaged)
    except ValueError as fault:
        if len(left) == 1:
            line = next(one for one in card.lines if one.line_id in left)
            raise TooManyArrived(card.number, line.sku, wanted=units, left=line.sent.left) from None
        example = " ".join(f"{line.sent.left} {line.sku}" for line in card.lines)
        raise MissingWord("product is it", f"{card.number} arrived with {example}") from fault


def _by_product(card: TransferCard, goods: Goods) -> dict[int, Arrived]:
    lines = {line.sku_id: line for line in card.lines}
    for sku_id in goods:
        if sku_id not in lines:
            raise UnclearGoods(card.number, "it carries no such product.")
    return {lines[sku_id].line_id: Arrived(units) for sku_id, units in goods.items()}


def _card(asked: Asked, transfer_id: int) -> TransferCard:
    return transfer_cards.card(asked.books, asked.books.get_one(Transfer, transfer_id))
