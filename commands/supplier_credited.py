"""Say that a supplier gave credit for goods that went back to it.

Said: Harrow credited R-12 · R-12 was credited
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, Plain, Preview, Write, command
from commands.returning import card_of, told_of
from commands.slots_returns import NOTE, RETURN, WhichReturn
from commands.slots_supply import SUPPLIER
from oms import supplier_returns
from oms.actors import BUY
from oms.errors import NoLongerPossible
from oms.records import Return, Supplier


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    supplier_returns.credited(asked.books, stored["return"], stored["note"], by=asked.who, key=key)
    facts = {"card": card_of(asked, stored["return"]), "note": stored["note"],
             "who": asked.who.name}  # fmt: skip
    return Done(facts, {"return": stored["return"]})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    supplier_returns.undo_credit(asked.books, stored["return"], by=asked.who, key=key)
    return told_of(asked, stored["return"])


@command(
    phrases=[
        "{supplier} [has] credited [us for] [return] {return_}",
        "{supplier} [has] credited [us for] [return] {return_} (with|by|as|ref) {note}",
        "[return] {return_} (was|is) credited",
        "[return] {return_} (was|is) credited (with|by|as|ref) {note}",
    ],
    slots=[SUPPLIER, RETURN, NOTE],
    may=BUY,
    write=Write(_do, _undo),
)
def supplier_credited(
    asked: Asked,
    return_: Return | None = None,
    supplier: Supplier | None = None,
    note: str | None = None,
) -> Preview:
    """Settle what a supplier owed for goods that went back to it."""
    if return_ is None:
        raise WhichReturn("Harrow credited R-12")
    if not supplier_returns.is_claimed(asked.books, return_):
        raise NoLongerPossible(
            f"Nothing is claimed from a supplier for return {return_.number}.",
            remedy=f"See how it stands: `how is {return_.number}?`",
        )
    told = note or f"credit of {supplier.name if supplier else 'the supplier'}"
    return Preview(
        {"card": card_of(asked, return_.id), "note": told}, {"return": return_.id, "note": told}
    )
