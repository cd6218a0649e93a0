"""Everything that can happen in the shop."""

from __future__ import annotations

from tests.machine import (
    events_counts,
    events_edits,
    events_looks,
    events_money,
    events_orders,
    events_returns,
    events_shipments,
    events_stock,
    events_supply,
    events_transfers,
)
from tests.machine.world import Event

EVENTS: tuple[Event, ...] = (
    *events_orders.EVENTS,
    *events_edits.EVENTS,
    *events_shipments.EVENTS,
    *events_stock.EVENTS,
    *events_counts.EVENTS,
    *events_transfers.EVENTS,
    *events_returns.EVENTS,
    *events_money.EVENTS,
    *events_supply.EVENTS,
    *events_looks.EVENTS,
)
