"""Why a change is asked for -> words that the slot of its command reads."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.understanding.slots import Slots

IN_WORDS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "cancel_order": ("because", {
        "out_of_stock": "out of stock", "changed_mind": "customer", "duplicate": "duplicate",
        "fraud": "fraud",
    }),
    "start_return": ("why", {
        "damaged": "damaged", "faulty": "faulty", "wrong_item": "wrong item",
        "wrong_size": "does not fit", "not_as_described": "not as described",
        "changed_mind": "changed mind", "late": "late", "duplicate": "ordered twice",
    }),
    "exchange": ("fault", {"faulty": "faulty", "damaged": "damaged", "wrong_item": "wrong"}),
    "hold_order": ("why", {
        "fraud": "fraud", "out_of_stock": "out of stock", "faulty": "faulty", "damaged": "damaged",
        "wrong_item": "wrong item", "lost": "lost",
    }),
}  # fmt: skip
"""Command -> the slot of its reason, and the words that the slot reads."""


def words_of(command: str, slots: Slots) -> dict[str, str]:
    """The reason as words for the command; empty where it has none, or no slot for it."""
    slot, words = IN_WORDS.get(command, ("", {}))
    said = words.get(str(slots.get("reason", "")), "")
    return {slot: said} if said else {}
