"""The Slack workspaces that let Backroom in."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from oms.tables.base import Base, Id, Moment, Short, Text


class Workspace(Base):
    """A Slack workspace that let Backroom in; the row goes when it is taken out."""

    __tablename__ = "workspaces"
    id: Mapped[Id]
    team: Mapped[Short] = mapped_column(unique=True)
    """Slack's id of it."""
    name: Mapped[Text]
    bot_user: Mapped[Short]
    bot: Mapped[Short | None]
    scopes: Mapped[Text]
    sealed: Mapped[Text]
    """The token, encrypted with a key that is not in the database."""
    by: Mapped[Short]
    """Slack's id of who let Backroom in."""
    installed_at: Mapped[Moment]
