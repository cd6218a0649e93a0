"""Facts of the forms, for the templates that are tried with hostile words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.form_fields import MOST_LINES, FieldShown
from oms.order_card import OrderCard

Facts = Callable[[str], dict[str, Any]]
MANY = 30


def field(word: str, number: int, kind: str, start: Any = None, most: int = 200) -> FieldShown:
    """A field whose words are all the word."""
    options = tuple((word, f"{one}") for one in range(MANY)) if kind == "choice" else ()
    return FieldShown(f"slot:{number}", "in", word, kind, bool(number % 2), word, options, start,
                      most)  # fmt: skip


def of_forms(card: Callable[[str], OrderCard], shipment: Facts, started: Facts) -> dict[str, Facts]:
    """The facts by template.

    Args:
        card: an order whose words are all the word.
        shipment: the facts of the preview of a shipment.
        started: those of the preview of a return.
    """

    def form(word: str) -> dict[str, Any]:
        fields = [field(word, 1, "text", word or None), field(word, 2, "search", (word, "7")),
                  field(word, 3, "choice", (word, "7")), field(word, 4, "text"),
                  field(word, 5, "room", "C012AB3CD"), field(word, 6, "room")]  # fmt: skip
        goods = [field(word, 10 + number, "number", "2", 7) for number in range(MOST_LINES)]
        return {"order": card(word), "title": word, "alert": word or "–", "goods": goods,
                "fields": fields, "more": 3}  # fmt: skip

    return {
        "forms/form": form,
        "forms/told": lambda word: {"message": word, "remedy": word, "undone": True},
        "forms/ship_order": shipment,
        "forms/start_return": started,
    }
