"""Who acts: staff, integrations, the system itself; their roles; and the customers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from oms.tables.base import Base, Id, Minor, Moment, Short, Text, flag, one_of

ACTOR_KINDS = ("staff", "integration", "system", "sheet")


class Role(Base):
    """What a group of people may do; the permissions stand in `RolePermission`."""

    __tablename__ = "roles"
    code: Mapped[Short] = mapped_column(primary_key=True)
    name: Mapped[Text]


class RolePermission(Base):
    """One thing a role may do, up to an amount of money where that matters."""

    __tablename__ = "role_permissions"
    role: Mapped[str] = mapped_column(ForeignKey("roles.code"), primary_key=True)
    permission: Mapped[Short] = mapped_column(primary_key=True)
    limit_minor: Mapped[Minor | None]


class Actor(Base):
    """Somebody or something that acts; every change names one."""

    __tablename__ = "actors"
    __table_args__ = (one_of("kind", *ACTOR_KINDS),)
    id: Mapped[Id]
    kind: Mapped[Short]
    name: Mapped[Text]
    slack_user_id: Mapped[Short | None] = mapped_column(unique=True)
    email: Mapped[Text | None]
    role: Mapped[str | None] = mapped_column(ForeignKey("roles.code"))
    active: Mapped[bool] = mapped_column(default=True)
    locations: Mapped[list[str] | None]
    """Codes of the locations the person may act at; None: all."""
    created_at: Mapped[Moment]


class Customer(Base):
    """Somebody who buys. Cards show name and town."""

    __tablename__ = "customers"
    id: Mapped[Id]
    name: Mapped[Text]
    town: Mapped[Text | None]
    country: Mapped[Short | None]
    email: Mapped[Text | None] = mapped_column(index=True)
    phone: Mapped[Text | None]
    note: Mapped[Text | None]
    created_at: Mapped[Moment]
    erased_at: Mapped[dt.datetime | None]
    phone_key: Mapped[Short | None] = mapped_column(index=True)
    """The phone number's digits, folded for comparison."""
    postcode: Mapped[Short | None]
    ask_on_return: Mapped[bool] = flag(on=False)
    """A person decides about this customer's returns."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)


class CustomerIdentity(Base):
    """The number or name under which a channel knows a customer."""

    __tablename__ = "customer_identities"
    __table_args__ = (UniqueConstraint("channel_id", "their_id"),)
    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    their_id: Mapped[Text]


class CustomerMerge(Base):
    """Two customers that a person found to be one, and what undoes it."""

    __tablename__ = "customer_merges"
    __table_args__ = (CheckConstraint("kept_id <> merged_id", name="two_customers"),)
    id: Mapped[Id]
    kept_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    merged_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    moved: Mapped[dict[str, Any]]
    """Ids of the orders, returns, identities and credits that went over."""
    at: Mapped[Moment]
    by_id: Mapped[int] = mapped_column(ForeignKey("actors.id"))
    undone_at: Mapped[dt.datetime | None]
