"""Words -> returns, why goods come back, and what somebody found who looked at them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from commands.kit import Asked, MissingWord, Slot
from commands.slot_kinds import one_of, row_of, words
from commands.slots import NUMBER as UNITS_NUMBER
from commands.slots import SKU, units
from commands.slots_money import SOLD
from oms import return_documents, sought
from oms.errors import ShopError
from oms.records import Return, Sku
from oms.return_reasons import (
    CHANGED_MIND,
    DAMAGED_IN_POST,
    DOES_NOT_FIT,
    FAULTY,
    LATE,
    NOT_AS_DESCRIBED,
    ORDERED_BY_MISTAKE,
    UNWANTED_GIFT,
    WRONG_ITEM,
)
from oms.sought import Owner

WHY_WORDS = {
    "faulty": FAULTY, "defective": FAULTY, "broken": FAULTY, "does not work": FAULTY,
    "doesn't work": FAULTY, "wrong item": WRONG_ITEM, "wrong one": WRONG_ITEM,
    "wrong goods": WRONG_ITEM, "not as described": NOT_AS_DESCRIBED,
    "not as pictured": NOT_AS_DESCRIBED, "damaged in post": DAMAGED_IN_POST,
    "damaged in the post": DAMAGED_IN_POST, "arrived damaged": DAMAGED_IN_POST,
    "arrived broken": DAMAGED_IN_POST,
    "damaged": DAMAGED_IN_POST, "late": LATE, "too late": LATE, "arrived late": LATE,
    "changed mind": CHANGED_MIND, "changed their mind": CHANGED_MIND,
    "changed her mind": CHANGED_MIND, "changed his mind": CHANGED_MIND,
    "not wanted": CHANGED_MIND, "does not fit": DOES_NOT_FIT, "doesn't fit": DOES_NOT_FIT,
    "too small": DOES_NOT_FIT, "too big": DOES_NOT_FIT, "too large": DOES_NOT_FIT,
    "ordered by mistake": ORDERED_BY_MISTAKE, "ordered twice": ORDERED_BY_MISTAKE,
    "unwanted gift": UNWANTED_GIFT, "gift": UNWANTED_GIFT,
}  # fmt: skip
FOUND_WORDS = {
    "restock": ("restock", "new"), "restocked": ("restock", "new"), "ok": ("restock", "new"),
    "fine": ("restock", "new"), "good": ("restock", "new"), "as new": ("restock", "new"),
    "new": ("restock", "new"), "mint": ("restock", "new"), "perfect": ("restock", "new"),
    "unused": ("restock", "new"), "unopened": ("restock", "new"), "sealed": ("restock", "new"),
    "opened": ("hold", "opened"), "hold": ("hold", "opened"),
    "on hold": ("hold", "opened"), "used": ("hold", "used"), "incomplete": ("hold", "incomplete"),
    "repair": ("repair", "defective"), "to repair": ("repair", "defective"),
    "faulty": ("repair", "defective"), "damaged": ("write_off", "damaged"),
    "broken": ("write_off", "damaged"), "smashed": ("write_off", "damaged"),
    "chipped": ("write_off", "damaged"), "cracked": ("write_off", "damaged"),
    "crushed": ("write_off", "damaged"), "dented": ("write_off", "damaged"),
    "write off": ("write_off", "damaged"),
    "written off": ("write_off", "damaged"), "send back": ("send_back", "defective"),
    "to the supplier": ("send_back", "defective"), "to supplier": ("send_back", "defective"),
    "back to the customer": ("to_customer", "used"), "to the customer": ("to_customer", "used"),
    "to customer": ("to_customer", "used"),
}  # fmt: skip
"""What people say of goods -> what becomes of them, and the condition they are in."""
NUMBER = rf"(?:{UNITS_NUMBER})"
FOUND_PATTERN = "|".join(sorted(FOUND_WORDS, key=len, reverse=True))
PART = re.compile(rf"({NUMBER}) ({FOUND_PATTERN})(?: and)?(?: |$)", re.IGNORECASE)
MORE = re.compile(rf"\b(?:{FOUND_PATTERN}) (?:and )?{NUMBER} ", re.IGNORECASE)
"""A finding, and then units of something else."""
ALL = re.compile(rf"(?:all )?({FOUND_PATTERN})", re.IGNORECASE)


@dataclass(frozen=True)
class Seen:
    """Units that were found alike; None: all that wait."""

    units: int | None
    disposition: str
    condition: str


class OneProductAtATime(ShopError):
    """What was found of several products was said in one sentence."""

    code = "one_product_at_a_time"

    def __init__(self) -> None:
        super().__init__(
            "What you found of several products cannot be read in one go.",
            remedy="Say it product by product, as in `R-12 blue mug: 1 restock, 1 damaged`.",
        )


class UnclearFinding(ShopError):
    """What somebody found is not said in words that are known."""

    code = "unclear_finding"

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(
            f"“{said}” does not say what becomes of the goods.",
            remedy="Say for example `R-12: 1 restock, 1 damaged`.",
        )


def _seen(_asked: Asked, said: str) -> tuple[Seen, ...]:
    text = " ".join(said.split())
    whole = ALL.fullmatch(text)
    if whole is not None:
        return (Seen(None, *FOUND_WORDS[whole[1].lower()]),)
    found, at = [], 0
    while at < len(text):
        match = PART.match(text, at)
        if match is None:
            raise UnclearFinding(text[at:])
        found.append(Seen(units(match[1]), *FOUND_WORDS[match[2].lower()]))
        at = match.end()
    return tuple(found)


def _product(asked: Asked, said: str) -> Sku:
    if MORE.search(said):
        raise OneProductAtATime
    found: Sku = SKU.read(asked, said)
    return found


def _seen_to_id(found: tuple[Seen, ...]) -> str:
    return ";".join(f"{one.units or ''},{one.disposition},{one.condition}" for one in found)


def _seen_of_id(_asked: Asked, carried: str) -> tuple[Seen, ...]:
    parts = (part.split(",") for part in str(carried).split(";"))
    return tuple(Seen(int(seen) if seen else None, what, how) for seen, what, how in parts)


class WhichReturn(MissingWord):
    """A command about a return was understood, but not which one it is about."""

    def __init__(self, example: str) -> None:
        super().__init__("return", example, slot=RETURN.name)


def _of_order(books: Session, said: str) -> Return:
    return sought.of_return(books, Owner("order", said))


RETURN = row_of(Return, "return_", r"r ?-? ?\d{1,9}", return_documents.by_number, "R-12")
WHY = one_of("why", WHY_WORDS, "faulty")
OF_ORDER = row_of(Return, "of_order", SOLD.pattern, _of_order, "1043")
"""The return of an order, by the number of the order."""
FOUND = Slot(
    "found",
    rf"(?:all )?(?:{FOUND_PATTERN})|{NUMBER} (?:{FOUND_PATTERN})(?: (?:and )?{NUMBER}"
    rf" (?:{FOUND_PATTERN}))*",
    _seen,
    "1 restock, 1 damaged",
    _seen_to_id,
    _seen_of_id,
)  # fmt: skip
ALIKE = replace(FOUND, name="alike", pattern=FOUND_PATTERN, example="fine")
"""How units are that were counted before: “2 blue mugs fine”."""
PRODUCT = replace(SKU, pattern=rf"(?!(?:all|{NUMBER})(?: |$)).+?", read=_product)
"""A product before what was found of it: “R-12 blue mug: 1 damaged”, and not “1” for LAMP-1."""
WAITING = Slot(
    "waiting",
    r"to inspect|to be inspected|to look at|needs? inspect(?:ing|ion)",
    words,
    "to inspect",
)
TAKES_NOT = Slot("takes_not", r"does not|doesn't|never|no longer", words, "does not")
OFF = Slot("off", r"[£€$]?\d{1,6}(?:\.\d{1,3})?", words, "2.00")
NOTE = Slot("note", r".{2,200}?", words, "the box was empty")
BECAUSE = replace(NOTE, name="reason")
