"""All tables at once, for the migrations and for whoever needs the whole metadata."""

from __future__ import annotations

from oms.tables import catalogue, messages, orders, people, returns, settings, sheet, stock
from oms.tables.base import Base

AREAS = (catalogue, messages, orders, people, returns, settings, sheet, stock)
METADATA = Base.metadata
