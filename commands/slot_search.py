"""What a menu offers while somebody types: orders, products and places, each with its id."""

from __future__ import annotations

from commands.kit import Asked, Choice
from oms import catalogue, order_lookup

MOST = 50
"""Fewer than Slack would show: who does not find it among these types a letter more."""


def orders(asked: Asked, typed: str) -> list[Choice]:
    """Orders by the beginning of their number, or by words of the customer's name."""
    found = order_lookup.beginning(asked.books, typed, MOST)
    return [Choice(order_label(one.number, name), one.id) for one, name in found]


def order_label(number: str, customer: str) -> str:
    """How an order is called in a menu."""
    return f"{number} · {customer}" if customer else number


def products(asked: Asked, typed: str) -> list[Choice]:
    """Products by the beginnings of words of their title or code."""
    found = catalogue.beginning(asked.books, typed, MOST)
    return [Choice(f"{one.title} ({one.code})", one.sku_id) for one in found]


def places(asked: Asked, typed: str) -> list[Choice]:
    """Locations of whose name a word begins as it was typed."""
    begun = typed.strip().lower()
    found = (one for one in catalogue.locations(asked.books)
             if f" {begun}" in f" {one.name.lower()}")  # fmt: skip
    return [Choice(one.name, one.id) for one in found][:MOST]
