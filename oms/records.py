"""The records that commands may name as types; what they hold is read through the other modules."""

from __future__ import annotations

from oms.tables.catalogue import Channel, Location, Sku
from oms.tables.orders import Order
from oms.tables.stock import StockCount, Transfer

__all__ = ["Channel", "Location", "Order", "Sku", "StockCount", "Transfer"]
