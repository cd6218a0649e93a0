"""What a shop's things are called: plain data, taken from the books or from a file once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Product:
    """A product: its code, its title, and what else it is called."""

    code: str
    title: str
    aliases: tuple[str, ...] = ()
    category: str = ""


@dataclass(frozen=True)
class Named:
    """A place, channel, customer, supplier or carrier: its code and all it is called."""

    code: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class KnownOrder:
    """What of an order helps to know which one is meant."""

    number: str
    customer: str = ""
    """Code of the customer."""
    stage: str = ""
    """open, shipped, delivered, held, cancelled ..."""
    products: tuple[str, ...] = ()
    """Codes of its lines."""
    channel: str = ""
    also: frozenset[str] = frozenset()
    """Stages that it is in as well: late, unpaid …"""
    whose: str = ""
    """Code of the customer, where nothing is to follow from it but that it is nobody else's."""
    called: tuple[str, ...] = ()
    """What else tells it from others: its town, the places where its goods lie."""
    units: int = 0
    worth: int = 0
    """In the smallest unit of the currency."""
    placed: int = 0
    """When it was placed; more is later."""

    def is_in(self, stage: str) -> bool:
        """Whether that is how it stands."""
        return stage == self.stage or stage in self.also


@dataclass(frozen=True)
class Names:
    """Everything in a shop that a sentence can name.

    Numbers are as they are printed; `orders` and `returns` are looked up by their upper case.
    """

    products: tuple[Product, ...] = ()
    places: tuple[Named, ...] = ()
    channels: tuple[Named, ...] = ()
    customers: tuple[Named, ...] = ()
    suppliers: tuple[Named, ...] = ()
    carriers: tuple[Named, ...] = ()
    orders: Mapping[str, KnownOrder] = field(default_factory=dict)
    """By number, by the channel's own number, and by its digits alone."""
    order_lengths: frozenset[int] = frozenset()
    """How many digits an order's number may have, where `orders` holds not all of them."""
    order_marks: frozenset[str] = frozenset()
    """Letters that stand before the digits of orders' numbers, where it holds not all of them."""
    returns: Mapping[str, str] = field(default_factory=dict)
    """Number -> number of its order."""
    purchases: Mapping[str, str] = field(default_factory=dict)
    """Number -> code of its supplier."""
    on_their_way: frozenset[str] = frozenset()
    """Numbers of the purchase orders of which something is still to come."""
