"""Everything that can happen in the shop."""

from __future__ import annotations

from tests.machine import events_orders, events_returns, events_stock
from tests.machine.world import Event

EVENTS: tuple[Event, ...] = (
    *events_orders.EVENTS,
    *events_stock.EVENTS,
    *events_returns.EVENTS,
)
