"""The records that commands may name as types; what they hold is read through the other modules."""

from __future__ import annotations

from oms.tables.catalogue import Channel, Location, Sku, Supplier
from oms.tables.money import Refund
from oms.tables.orders import Order, Shipment
from oms.tables.people import Customer
from oms.tables.purchasing import PurchaseOrder
from oms.tables.returns import Return
from oms.tables.sheet import LedgerQuestion
from oms.tables.stock import StockCount, Transfer

__all__ = [
    "Channel",
    "Customer",
    "LedgerQuestion",
    "Location",
    "Order",
    "PurchaseOrder",
    "Refund",
    "Return",
    "Shipment",
    "Sku",
    "StockCount",
    "Supplier",
    "Transfer",
]
