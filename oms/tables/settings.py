"""The shop's own settings, the numbers it hands out, and the imports it ran."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from oms.tables.base import Base, Id, Moment, Short, Text


class Setting(Base):
    """One setting of the shop; `oms.settings` knows the names, kinds and defaults."""

    __tablename__ = "settings"
    name: Mapped[Short] = mapped_column(primary_key=True)
    value: Mapped[Text]


NUMBERED = (
    "order",
    "past_order",
    "return",
    "past_return",
    "shipment",
    "transfer",
    "count",
    "refund",
)
"""Kinds of documents whose numbers come from a sequence of the database where it has them."""


class Sequence(Base):
    """The next number of a kind of document, or a count of changes."""

    __tablename__ = "sequences"
    kind: Mapped[Short] = mapped_column(primary_key=True)
    next: Mapped[int]


class ImportRun(Base):
    """One file that was imported, and what became of its lines."""

    __tablename__ = "import_runs"
    id: Mapped[Id]
    kind: Mapped[Short]
    channel: Mapped[Short | None]
    file_name: Mapped[Text]
    profile: Mapped[Short]
    started_at: Mapped[Moment]
    finished_at: Mapped[dt.datetime | None]
    counts: Mapped[dict[str, Any] | None]
