"""Barcodes that change hands in one pass: taken when their former product has given them away."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import partial

from oms import barcode_exchange
from oms.errors import ShopError
from oms.product_codes import BarcodeTaken
from sheets.mediated import Mediated
from sheets.taking import Taking


def settle(taking: Taking, tried: Sequence[Mediated]) -> None:
    """Take what can be taken of barcodes that were refused when each was tried by itself.

    Whoever moves a barcode types it in one row, and another in the row that had it, and the rows
    stand in any order. Where they go round, none can be first: they are taken all at once. What
    another product keeps is held.

    Args:
        taking: where they are booked.
        tried: all edits of the tab.
    """
    by_sku = {one.sku_id: one for one in tried if one.refusal}
    refused = {sku_id: one.refusal for sku_id, one in by_sku.items() if one.refusal}
    barcode_exchange.in_turn(refused, partial(_again, by_sku), partial(_exchange, taking, by_sku))
    for one in by_sku.values():
        one.leave_refused()


def _again(by_sku: Mapping[int, Mediated], sku_id: int) -> BarcodeTaken | None:
    by_sku[sku_id].again()
    return by_sku[sku_id].refusal


def _exchange(taking: Taking, by_sku: Mapping[int, Mediated], going_round: list[int]) -> None:
    """Let products which wait only for each other have each other's barcodes."""
    ring = [by_sku[sku_id] for sku_id in going_round]
    # names are looked up in an index, and a hundred of them are too long for it
    all_keys = "&".join(sorted(one.key for one in ring))
    key = f"exchange:{hashlib.sha256(all_keys.encode()).hexdigest()}"
    wanted = {one.sku_id: one.value for one in ring}
    try:
        with taking.books.begin_nested():
            done = barcode_exchange.exchange(taking.books, wanted, by=taking.by, key=key)
    except ShopError:
        return
    for one in ring:
        one.take(done[one.sku_id].edit_id)
