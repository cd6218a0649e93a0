"""What a form carries while it is open: what sending it would do, about which order, and where.

It comes back as Slack kept it, so it is read like anything from outside: of this version, whole,
and of the right types, or not at all. It holds ids only, and nothing that people wrote.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass, fields

from oms.errors import NoLongerPossible

VERSION = "1"
LONGEST = 3_000
"""Characters that Slack keeps beside a view."""


@dataclass(frozen=True)
class Carried:
    """The form that is open."""

    command: str
    key: str
    """What sending it does is done once under this."""
    order: int | None
    """None: it is still to be chosen."""
    version: int
    """Of the order as it was drawn."""
    target: str
    """Channel or DM that the answer goes to."""
    thread: str | None
    root: str | None
    """The message on which a thread can hang."""
    url: str | None
    """Where an answer goes that only one person is to see."""
    seen: str = ""
    """Sign of what was shown to be looked at before it is done; empty: nothing was."""
    changes: str | None = None
    """Token of the change that was shown and is put right here; None: nothing is."""
    message: str | None = None
    """The message that shows that change."""
    starts: str = ""
    """Signs of what stood in the fields when they were drawn (form_starts); empty: nothing did."""

    def packed(self) -> str:
        """As a view carries it."""
        told = json.dumps(list(asdict(self).values()), separators=(",", ":"))
        return f"{VERSION}.{_sum(told)}.{told}"


def unpacked(text: object) -> Carried:
    """What a view carries.

    Raises:
        NoLongerPossible: it is not of this version, or was changed on the way.
    """
    version, _, rest = str(text).partition(".")
    total, _, told = rest.partition(".")
    found = None
    if version == VERSION and len(told) <= LONGEST and total == _sum(told):
        found = _carried(told)
    if found is None:
        raise NoLongerPossible("This form is from an older version.", remedy="Open it again.")
    return found


def _carried(told: str) -> Carried | None:
    try:
        carried = Carried(*json.loads(told))
    except (ValueError, TypeError):
        return None
    fits = all(isinstance(getattr(carried, one.name), KINDS[str(one.type)])
               for one in fields(Carried))  # fmt: skip
    return carried if fits else None


KINDS: dict[str, type | tuple[type, ...]] = {
    "str": str, "int": int, "int | None": (int, type(None)), "str | None": (str, type(None)),
}  # fmt: skip


def _sum(told: str) -> str:
    return f"{zlib.crc32(told.encode('utf-8', 'replace')):08x}"
