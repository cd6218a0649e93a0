"""Products that take each other's barcodes: none can before another has given its own away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from oms import actors, locks, product_edits
from oms.actors import Who
from oms.errors import NoLongerPossible
from oms.once import once
from oms.product_codes import BarcodeTaken
from oms.product_edits import ProductChange
from oms.product_fields import BARCODE, FIELDS, Value
from oms.tables.catalogue import Sku
from oms.tables.messages import History

FACT = FIELDS[BARCODE]


def ring(wants: Mapping[int, int]) -> list[int]:
    """Some who only wait for each other.

    Args:
        wants: product -> the product whose barcode it is to have.

    Returns:
        Products of which each is to have that of the next, and the last that of the first; none
        where each waits in the end for somebody who does not.
    """
    known = set[int]()
    for first in wants:
        seen, at = list[int](), first
        while at in wants and at not in known:
            known.add(at)
            seen.append(at)
            at = wants[at]
        if at in seen:
            return seen[seen.index(at) :]
    return []


def in_turn(
    refused: Mapping[int, BarcodeTaken],
    again: Callable[[int], BarcodeTaken | None],
    exchange_all: Callable[[list[int]], None],
) -> None:
    """Try again what was refused, each when the product that has its barcode has given it away.

    Args:
        refused: product -> why it could not have its barcode.
        again: tries it once more; gives why it still cannot, None: it waits for nobody.
        exchange_all: gives products each other's barcodes, or leaves them as they are.
    """
    waits, ahead = dict(refused), list(refused)
    while ahead:
        given = set[int]()
        for sku_id in ahead:
            still = again(sku_id)
            if still is None:
                given.add(sku_id)
                del waits[sku_id]
            else:
                waits[sku_id] = still
        ahead = [sku_id for sku_id, why in waits.items() if why.sku_id in given]
    while going_round := ring({sku_id: why.sku_id for sku_id, why in waits.items()}):
        exchange_all(going_round)
        waits = {sku_id: why for sku_id, why in waits.items() if sku_id not in going_round}


def exchange(
    books: Session, wanted: Mapping[int, Value], *, by: Who, key: str
) -> dict[int, ProductChange]:
    """Give products each other's barcodes, all at once or none.

    Args:
        books: open for writing.
        wanted: id of a product -> the barcode that it is to have; who has it already keeps it.
        by: whoever changes them.
        key: the same key changes them once.

    Returns:
        Id of a product -> what its barcode was and is, as `product_edits.change` tells it; only
        of those that have another now.

    Raises:
        NotAllowed: the role does not change products.
        BadCode, BarcodeTaken: as `product_edits.change`; of others than these.
    """
    actors.allow(by, actors.CATALOGUE)
    return _once(books, "exchange_barcodes", wanted, (), by, key)


def undo(books: Session, edit_ids: Sequence[int], *, by: Who, key: str) -> dict[int, ProductChange]:
    """Put the barcodes of products back that took each other's, all at once or none.

    Raises:
        NotAllowed: the role does not change products.
        NoLongerPossible: one was changed again since, or there is no such change.
        BarcodeTaken: what it was is another's by now.
    """
    actors.allow(by, actors.CATALOGUE)
    rows = [books.get(History, edit_id) for edit_id in edit_ids]
    found = [row for row in rows if row is not None and product_edits.field_of(row) == FACT]
    if len(found) < len(rows):
        raise NoLongerPossible("There is no such change of a barcode.")
    wanted = {row.about_id or 0: (row.before or {})[FACT.key] for row in found}
    return _once(books, "undo_exchange_of_barcodes", wanted, found, by, key)


def _once(
    books: Session,
    name: str,
    wanted: Mapping[int, Value],
    undone: Sequence[History],
    by: Who,
    key: str,
) -> dict[int, ProductChange]:
    def do() -> dict[str, Any]:
        skus = [locks.product(books, one, is_named_anew=True) for one in sorted(wanted)]
        for row in undone:
            sku = next(one for one in skus if one.id == row.about_id)
            product_edits.refuse_changed(books, row, sku, FACT)
        return {"changes": _exchange(books, skus, wanted, by)}

    arguments = {str(one): wanted[one] for one in sorted(wanted)}
    done = once(books, key, name, arguments, by=by, do=do)["changes"]
    return {change["sku_id"]: ProductChange(**change) for change in done}


def _exchange(
    books: Session, skus: Sequence[Sku], wanted: Mapping[int, Value], by: Who
) -> list[dict[str, Any]]:
    before = {sku.id: FACT.now(books, sku) for sku in skus}
    # who has it already keeps it
    skus = [sku for sku in skus if before[sku.id] != wanted[sku.id]]
    for sku in skus:
        FACT.put(books, sku, None)
    books.flush()
    return [
        product_edits.carry_out(
            books, sku, FACT, FACT.read(books, sku, wanted[sku.id]), by, before=before[sku.id]
        )
        for sku in skus
    ]
