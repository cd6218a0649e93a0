"""The text that goes to a supplier with a dropship order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

PARTS = ("name", "company", "line1", "line2", "town", "region", "postcode", "country", "phone")


def text(
    number: str, supplier: str, lines: Sequence[tuple[int, str, str]], ship_to: Mapping[str, Any]
) -> str:
    """What to send, and to whom.

    Args:
        number: of the purchase order.
        supplier: its name.
        lines: units, the supplier's code, our title.
        ship_to: the address as it was when it was ordered; `PARTS` that are known.
    """
    goods = "\n".join(f"{units} × {code} ({title})" for units, code, title in lines)
    known = (str(ship_to[part]) for part in PARTS if ship_to.get(part))
    address = "\n".join(known) or "(the address follows)"
    return (
        f"{supplier}, please send straight to our customer, without prices:\n{goods}\n"
        f"To:\n{address}\n"
        f"Our order: {number}. Please answer with the tracking number, or with what is missing."
    )
