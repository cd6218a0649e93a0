"""What a sentence tells by whose it is: “Ann's order”, “the refund for 1043”."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from assistant.understand import Whose
from assistant.understanding.acts import Act
from assistant.understanding.speech import Speech
from commands.kit import Asked, Command
from oms import sought
from oms.sought import Owner, Which

OWNERS = ("return", "order", "customer")
"""What may own something, the nearest to it first."""
STAGES = {
    "draft": "draft", "cancelled": "cancelled", "on hold": "on_hold", "part shipped": "unfulfilled",
    "backordered": "unfulfilled", "to pick": "unfulfilled", "returned": "returned",
    "part returned": "shipped", "shipped": "shipped",
}  # fmt: skip
"""What the books call a stage -> what the understanding calls it."""
FOUND: Mapping[str, Callable[[Session, Owner], Any]] = {
    "return_": sought.of_return, "refund": sought.of_refund,
}  # fmt: skip


def of(spoken: Speech, act: Act, said: Mapping[str, str]) -> Whose | None:
    """Whose order, return or refund an act is about, where it names none itself.

    Args:
        spoken: how the command is spoken of.
        act: what is asked for.
        said: the words for what it names.
    """
    if not spoken.finds or spoken.fills.keys() & act.slots.keys() & set(OWNERS):
        return None
    kind = next((kind for kind in OWNERS if said.get(kind)), "")
    if not kind:
        return None
    closed = {ours for ours, theirs in STAGES.items() if theirs in spoken.closed}
    if "shipped" not in spoken.closed:
        closed.discard("part shipped")  # a part of it is
    goods = frozenset(act.slots.get("product", ()))
    return Whose(spoken.finds, Owner(kind, said[kind]), frozenset(closed), goods)


def value(asked: Asked, command: Command, whose: Whose) -> Any:
    """What is meant, of the books.

    Raises:
        SeveralFit: several can be meant.
        ShopError: none can, or there is no such owner.
    """
    if whose.slot in FOUND:
        return FOUND[whose.slot](asked.books, whose.owner)
    which = Which(asked.today, whose.closed, whose.goods, open_first=command.write is None)
    return sought.of_order(asked.books, whose.owner, which)
