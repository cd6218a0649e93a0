"""The shop's own words, and what staff said that was not understood."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from oms.tables.base import Base, Id, Moment, Short, Text, one_of

WORD_KINDS = ("product", "place", "channel", "phrase", "nothing")


class Word(Base):
    """What people of the shop say, and what it stands for."""

    __tablename__ = "words"
    __table_args__ = (one_of("kind", *WORD_KINDS),)
    id: Mapped[Id]
    said: Mapped[Text] = mapped_column(unique=True)
    """In small letters, with single blanks."""
    kind: Mapped[Short]
    """nothing: it was a word and is none now; the row stays, so that the ledger lets go of it."""
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("skus.id"))
    location_id: Mapped[int | None] = mapped_column(ForeignKey("locations.id"))
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channels.id"))
    phrase: Mapped[Text | None]
    """A sentence that a command knows, with the same slots."""


class Miss(Base):
    """A sentence that was not understood, or a name in it; the oldest are let go of."""

    __tablename__ = "misses"
    id: Mapped[Id]
    said: Mapped[Text]
    part: Mapped[Text]
    """The words of it that name nothing; empty: it was not understood as a whole."""
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))
    target: Mapped[Text]
    """The channel or DM."""
    thread: Mapped[Text]
    """Empty outside a thread."""
    at: Mapped[Moment]
