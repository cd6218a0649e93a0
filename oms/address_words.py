"""An address as a person types it in one line -> its parts; the towns we know say where it ends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from oms import countries
from oms.errors import ShopError
from oms.tables.orders import Order
from oms.tables.people import Customer

POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})$", re.IGNORECASE)
PLAIN_CODE = re.compile(r"\b(\d{4,6}(?:-\d{3,4})?)$")
LABEL = re.compile(
    r"^(?:(?:the|a|an|his|her|their|my|our|new|correct|right|delivery|shipping|postal|customer's)\s+)*"
    r"address(?:\s+(?:is|now|should|be)\b)*[\s:]+(?=\S)",
    re.IGNORECASE,
)
"""What names an address, and is no part of it: “new address 5 Low Road …”."""
LEAD = re.compile(
    r"^(?:(?:yes|ok|sorry|so|right|and)\s+)*"
    r"(?:(?:it|that|this)(?:'s| is| should be)(?: now)?(?: to)?"
    r"|(?:the |her |his |their )?new one(?:'s| is)|make (?:it|that)"
    r"|(?:(?:please |can you )?(?:send|deliver|post|ship) (?:it|them|that|this) )?to)\s+(?=\S)",
    re.IGNORECASE,
)
"""What leads to an address: “it's 5 Low Road …”, “send it to …”."""
LONGEST_TOWN = 4


class BadAddress(ShopError):
    """Words are too little for an address."""

    code = "bad_address"

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(
            f"“{said}” is not a whole address.",
            remedy="Give street, town and postcode, as in `12 High Street York YO1 7HH`.",
        )


def read(books: Session, said: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of an address: line1, town, postcode, country; name and phone stay as they were.

    Args:
        books: for the towns that customers and orders name.
        said: the address in a line, parted by blanks or commas.
        known: the address as it was.

    Raises:
        BadAddress: no postcode, or nothing before it.
    """
    text, country = _country(LABEL.sub("", LEAD.sub("", " ".join(said.replace(",", " ").split()))))
    match = POSTCODE.search(text) or PLAIN_CODE.search(text)
    if match is None or not text[: match.start()].strip():
        raise BadAddress(said)
    postcode = " ".join(part.upper() for part in match.groups())
    street, town = _town(books, text[: match.start()].strip())
    kept = {part: known[part] for part in ("name", "company", "phone") if known.get(part)}
    told = {
        "line1": street,
        "town": town,
        "postcode": postcode,
        "country": country or known.get("country") or "GB",
    }
    return kept | {part: words for part, words in told.items() if words}


def _country(text: str) -> tuple[str, str | None]:
    for name, code in countries.NAMES.items():
        if text.lower().endswith(f" {name}"):
            return text[: -len(name)].strip(), code
    return text, None


def _town(books: Session, text: str) -> tuple[str, str]:
    """Street and town: the longest end that is a town we know, else the last word."""
    words = text.split()
    ends = [" ".join(words[-count:]) for count in range(min(LONGEST_TOWN, len(words) - 1), 0, -1)]
    lowered = [end.lower() for end in ends]
    towns = union(
        select(func.lower(Customer.town)).where(func.lower(Customer.town).in_(lowered)),
        select(func.lower(Order.town)).where(func.lower(Order.town).in_(lowered)),
    )
    found = set(books.scalars(towns))
    town = next((end for end in ends if end.lower() in found), ends[-1] if ends else "")
    return text[: len(text) - len(town)].strip() or text, town
