"""What arrives for a return and was looked at: “R-12 arrived, 1 fine 1 damaged”."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import partial

from commands.kit import Asked, Done, Facts, Plain
from commands.returning import card_of, told_of
from commands.slots_returns import Seen
from oms import approvals, inspections, photos, return_arrivals, return_write_offs
from oms.rehearsal import rehearse
from oms.return_arrivals import Arrival
from oms.return_cards import ReturnCard
from oms.return_errors import JudgedApart


def done(asked: Asked, stored: Plain, key: str) -> Done:
    """Count in what arrived and judge it."""
    arrived = _take_in(asked, stored, key)
    if asked.thread is not None:
        photos.talk_in(asked.books, stored["return"], *asked.thread)
    facts = told_of(asked, stored["return"]) | {
        "units": sum(units for _, units in stored["arrived"]),
        "became": _became(card_of(asked, stored["return"])),
        "waits": approvals.shown(asked.books, arrived.waits) if arrived.waits else None,
    }
    is_gone = any(disposition == inspections.TO_CUSTOMER for _, disposition, _ in stored["found"])
    undo = {"return": stored["return"], "receipts": arrived.receipts,
            "inspections": arrived.inspections}  # fmt: skip
    return Done(facts, None if is_gone else undo)


def counted(seen: ReturnCard, found: Sequence[Seen]) -> int | None:
    """Of how many units it is said how they are: so many arrived; None: of all that are awaited.

    Raises:
        JudgedApart: they are more than are awaited, or may be of several products.
    """
    units = [one.units for one in found if one.units is not None]
    if not units or len(units) < len(found):
        return None
    products = {line.sku_id for line in seen.lines if line.to_come}
    if len(products) > 1 or sum(units) > seen.to_come:
        raise JudgedApart(seen.number)
    return sum(units)


def looked_at(asked: Asked, stored: Plain) -> Facts:
    """What would become of the goods, and whether somebody else has to agree: for a preview."""
    return rehearse(asked.books, partial(_judging, asked, stored))


def _judging(asked: Asked, stored: Plain) -> Facts:
    arrived = _take_in(asked, stored, f"looked at:{secrets.token_urlsafe(12)}")
    waits = approvals.shown(asked.books, arrived.waits) if arrived.waits else None
    earlier, minor = arrived.earlier_minor, (waits.amount_minor or 0) if waits else 0
    worth = return_write_offs.told(asked.books, minor, earlier) if waits else ""
    became = _became(card_of(asked, stored["return"]))
    return {"became": became, "second": waits is not None, "worth": worth}


def _take_in(asked: Asked, stored: Plain, key: str) -> Arrival:
    return return_arrivals.take_in(
        asked.books, stored["return"], {int(sku): units for sku, units in stored["arrived"]},
        stored["location"], [tuple(one) for one in stored["found"]],
        received=stored["received"], by=asked.who, key=key,
    )  # fmt: skip


def _became(seen: ReturnCard) -> list[str]:
    """What became of the goods of a return: “2 × Blue mug back on the shelf”."""
    units: dict[tuple[str, str], int] = {}
    for line in seen.lines:
        for one in line.found:
            units[line.title, one.words] = units.get((line.title, one.words), 0) + one.units
    return [f"{count} × {title} {words}" for (title, words), count in units.items()]
