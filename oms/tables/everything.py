"""All tables at once, for the migrations and for whoever needs the whole metadata."""

from __future__ import annotations

from oms.tables import (
    catalogue,
    messages,
    money,
    orders,
    people,
    purchasing,
    returns,
    rooms,
    settings,
    sheet,
    speech,
    stock,
    workspaces,
)
from oms.tables.base import Base

AREAS = (
    catalogue, messages, money, orders, people, purchasing, returns, rooms, settings,
    sheet, speech, stock, workspaces,
)  # fmt: skip
METADATA = Base.metadata
