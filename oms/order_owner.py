"""Whose orders are those “for …”: a customer, a channel, a town or a product is named."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from oms import catalogue
from oms.catalogue import UnknownChannel
from oms.customers import UnknownCustomer, name_like
from oms.errors import UnknownSku
from oms.tables.catalogue import Channel, Sku
from oms.tables.orders import Order

ARTICLE = re.compile(r"^(?:the|our|a|an) ", re.IGNORECASE)


@dataclass(frozen=True)
class OrderOwner:
    """One of these, the others empty."""

    customer: str | None = None
    channel: Channel | None = None
    town: str | None = None
    sku: Sku | None = None


def meant(books: Session, said: str) -> OrderOwner:
    """What words after “orders for” mean: a person before all else, who may be called like a town.

    Raises:
        UnknownCustomer: nobody and nothing is called that.
        AmbiguousSku: several products are.
    """
    if books.scalar(select(exists().where(name_like(said)))):
        return OrderOwner(customer=said)
    bare = ARTICLE.sub("", said.strip())
    try:
        return OrderOwner(channel=catalogue.channel_called(books, bare))
    except UnknownChannel:
        pass
    if books.scalar(select(exists().where(func.lower(Order.town) == bare.lower()))):
        return OrderOwner(town=bare)
    try:
        return OrderOwner(sku=catalogue.sku(books, bare))
    except UnknownSku:
        raise UnknownCustomer(said) from None
