"""Say what became of goods that never arrived.

Said: T-7 rest lost · T-7 rest came back · close T-7 as lost
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, Plain, Preview, Write, command
from commands.slots_stock import REST
from commands.slots_stock import TRANSFER as TRANSFER_NUMBER
from oms import stock, transfer_cards, transfer_receipts, transfer_states
from oms.actors import TRANSFER
from oms.records import Transfer
from oms.transfer_receipts import LOST


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    transfer = asked.books.get_one(Transfer, stored["transfer"])
    units = transfer_cards.card(asked.books, transfer).left
    moved = transfer_receipts.close(asked.books, transfer.id, stored["rest"], by=asked.who, key=key)
    facts = {"card": transfer_cards.card(asked.books, transfer), "units": units,
             "lost": stored["rest"] == LOST, "who": asked.who.name}  # fmt: skip
    return Done(facts, {"transfer": transfer.id, "movements": moved})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    transfer_receipts.undo_close(
        asked.books, stored["transfer"], stored["movements"], by=asked.who, key=key
    )
    found = asked.books.get_one(Transfer, stored["transfer"])
    return {"card": transfer_cards.card(asked.books, found), "who": asked.who.name}


@command(
    phrases=[
        "close [transfer] {transfer} {rest}",
        "[the] rest of [transfer] {transfer} [is|are|was|were|has|has been] {rest}",
        "[transfer] {transfer} [the] rest [is|are|was|were|has been] {rest}",
        "[transfer] {transfer} (is|was|got) {rest}",
    ],
    slots=[TRANSFER_NUMBER, REST],
    may=TRANSFER,
    write=Write(_do, _undo),
)
def close_transfer(asked: Asked, transfer: Transfer, rest: str) -> Preview:
    """Close a transfer: what never arrived is lost, or back where it left."""
    card = transfer_cards.card(asked.books, transfer)
    transfer_states.after(card.number, card.state, "close")
    rows = [
        {"title": line.title, "sku": line.sku, "left": line.sent.left,
         "source": stock.at(asked.books, line.sku_id, card.from_id).available}
        for line in card.lines if line.sent.left
    ]  # fmt: skip
    facts = {"card": card, "rows": rows, "lost": rest == LOST}
    return Preview(facts, {"transfer": transfer.id, "rest": rest})
