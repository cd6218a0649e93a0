"""Say whether a supplier takes back itself what it sent to customers.

Said: Harrow takes returns · Harrow does not take returns
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots_returns import TAKES_NOT
from commands.slots_supply import SUPPLIER
from oms import supplier_returns
from oms.actors import CATALOGUE
from oms.errors import AlreadySo
from oms.records import Supplier


def _set(asked: Asked, stored: Plain, key: str, *, takes: bool) -> Facts:
    supplier = asked.books.get_one(Supplier, stored["supplier"])
    supplier_returns.set_takes(asked.books, supplier, takes=takes, by=asked.who, key=key)
    return {"supplier": supplier.name, "takes": takes, "who": asked.who.name}


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    return Done(_set(asked, stored, key, takes=stored["takes"]), stored)


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    return _set(asked, stored, key, takes=stored["before"])


@command(
    phrases=[
        "{supplier} takes (returns|goods back|its goods back)",
        "{supplier} {takes_not} take (returns|goods back|its goods back)",
        "[a|the] supplier takes returns",
    ],
    slots=[SUPPLIER, TAKES_NOT],
    may=CATALOGUE,
    write=Write(_do, _undo),
)
def supplier_takes_returns(
    asked: Asked,  # noqa: ARG001  the supplier says it all
    supplier: Supplier | None = None,
    takes_not: str | None = None,
) -> Preview:
    """Say whether goods may go straight back to a supplier that sent them to a customer."""
    if supplier is None:
        raise MissingWord("supplier", "Harrow takes returns")
    takes = takes_not is None
    if takes == supplier.takes_returns:
        raise AlreadySo(f"{supplier.name} takes {'returns' if takes else 'no returns'}")
    now = {"takes": takes, "before": supplier.takes_returns}
    return Preview({"supplier": supplier.name, **now}, {"supplier": supplier.id, **now})
