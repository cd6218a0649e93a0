"""“rose hand cream 75 ml for the lavender one”: the lavender that is a hand cream of 75 ml."""

from __future__ import annotations

from assistant.understanding.index import Known
from assistant.understanding.products import words_of
from assistant.understanding.slots import Slots

LEAST = 2
"""Words that both titles have."""


def of_its_kind(known: Known, slots: Slots) -> Slots:
    """What is wanted instead, of several that are called so the one most like what goes.

    Args:
        known: with the titles of the goods.
        slots: of a change in which goods take the place of others.
    """
    given, wanted = slots.get("product", ()), slots.get("to_product", ())
    if len(given) != 1 or len(wanted) < LEAST:
        return slots
    own = _words(known, given[0])
    shared = {code: len(own & _words(known, code)) for code in wanted if code not in given}
    most = max(shared.values(), default=0)
    alike = [code for code, count in shared.items() if count == most]
    return {**slots, "to_product": tuple(alike)} if most >= LEAST and len(alike) == 1 else slots


def _words(known: Known, code: str) -> set[str]:
    return {word for title in known.titles((code,)) for word in words_of(title)}
