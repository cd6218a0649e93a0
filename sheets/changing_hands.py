"""Barcodes that change hands in one pass: taken when their former product has given them away."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from oms import barcode_exchange
from oms.errors import ShopError
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
    left, before = [one for one in tried if one.refusal], 0
    while len(left) != before:
        before = len(left)
        for one in left:
            one.again()
        left = [one for one in left if one.refusal]
        if len(left) == before and _exchange(taking, left):
            left = [one for one in left if one.refusal]
    for one in left:
        one.leave_refused()


def _exchange(taking: Taking, left: Sequence[Mediated]) -> bool:
    """Let the products of those which wait only for each other have each other's barcodes."""
    by_sku = {one.sku_id: one for one in left}
    wants = {sku_id: one.refusal.sku_id for sku_id, one in by_sku.items() if one.refusal}
    ring = [by_sku[sku_id] for sku_id in barcode_exchange.ring(wants)]
    if not ring:
        return False
    wanted = {one.sku_id: str(one.value) for one in ring}
    # names are looked up in an index, and a hundred of them are too long for it
    all_keys = "&".join(sorted(one.key for one in ring))
    key = f"exchange:{hashlib.sha256(all_keys.encode()).hexdigest()}"
    try:
        with taking.books.begin_nested():
            done = barcode_exchange.exchange(taking.books, wanted, by=taking.by, key=key)
    except ShopError:
        return False
    for one in ring:
        one.take(done[one.sku_id].edit_id)
    return True
