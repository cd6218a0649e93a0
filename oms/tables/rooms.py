"""Channels of Slack: which place each is for, and which of them somebody looks at."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from oms.tables.base import Base, Moment, Short


class RoomPlace(Base):
    """A Slack channel that was given a place of the shop; the row stays when it is taken back."""

    __tablename__ = "room_places"
    room: Mapped[Short] = mapped_column(primary_key=True)
    """Slack's id of it; of another workspace than the shop's own with its id before it."""
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))


class Look(Base):
    """The Slack channel that somebody looks at beside us. Overwritten, so nobody is followed."""

    __tablename__ = "looks"
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"), primary_key=True)
    room: Mapped[Short]
    """Empty: none."""
    at: Mapped[Moment]
    """When Slack said so: what it says late and out of order is older, and is left."""
