"""Whether a buyer is somebody we know: decided from what each channel tells of them.

A channel's own number for the buyer is certain, then the exact e-mail. A telephone number with a
postcode only proposes, and a person merges: two people share a landline.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

SHORTEST_PHONE = 7
COMPARED_DIGITS = 9
"""A number is written with +44, 0044 or 0; its last nine digits are the same each time."""


@dataclass(frozen=True)
class Known:
    """Customers that fit, by how they fit; ids, the oldest first."""

    by_identity: int | None = None
    by_email: Sequence[int] = ()
    by_phone_and_postcode: Sequence[int] = ()


@dataclass(frozen=True)
class Decision:
    """Who it is, if that is certain, and who it may be besides."""

    customer_id: int | None
    proposed: tuple[int, ...] = ()
    """Customers that a person may merge with this one."""


def decide(known: Known) -> Decision:
    """Choose: the channel's identity, else the e-mail, else nobody; the telephone only proposes."""
    certain = known.by_identity
    if certain is None and known.by_email:
        certain = min(known.by_email)
    rest = [*known.by_email, *known.by_phone_and_postcode]
    proposed = dict.fromkeys(one for one in sorted(rest) if one != certain)
    return Decision(certain, tuple(proposed))


def email_key(said: str | None) -> str | None:
    """An e-mail address for comparison: NFKC, trimmed, lower case. None: it is no address."""
    text = unicodedata.normalize("NFKC", said or "").strip().casefold()
    return text if re.fullmatch(r"[^@\s]+@[^@\s]+", text) else None


def phone_key(said: str | None) -> str | None:
    """A telephone number for comparison: its last nine digits. None: it is too short to be one."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", said or ""))
    return digits[-COMPARED_DIGITS:] if len(digits) >= SHORTEST_PHONE else None


def postcode_key(said: str | None) -> str | None:
    """A postcode for comparison: letters and digits only, upper case. None: there is none."""
    text = re.sub(r"\W", "", unicodedata.normalize("NFKC", said or "")).upper()
    return text or None
