"""A write into a range that somebody protected: what Google says of it, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sheets.connection import LedgerRefused
from sheets.requests import Json

SAID = "protected cell or object"
AT = re.compile(r"requests\[(\d+)\]")


def refusal(
    fault: LedgerRefused, requests: Sequence[Json], titles: Mapping[int, str], email: str
) -> LedgerRefused | None:
    """A refusal that tells of the protection; None: it was refused for another reason.

    Args:
        fault: what Google said.
        requests: those of the batch.
        titles: Google's number of a tab -> its title.
        email: the address of the account that writes.
    """
    if SAID not in fault.why:
        return None
    title = titles.get(_sheet_of(fault.why, requests), "")
    where = f"a protected range of the tab {title}" if title else "a protected range"
    return LedgerRefused(
        f"it does not let {email} write into {where}, so nothing is written at all",
        fault.status,
        "In the spreadsheet, under Data › Protected sheets and ranges, take that protection out or"
        f" let {email} edit it. It goes on by itself then.",
    )


def _sheet_of(why: str, requests: Sequence[Json]) -> int:
    """The number of the tab that a request writes into; -1: it is not told which request."""
    found = AT.search(why)
    at = int(found[1]) if found else len(requests)
    return next(_sheets(requests[at]), -1) if at < len(requests) else -1


def _sheets(told: Any) -> Iterator[int]:
    if not isinstance(told, dict):
        return
    if "sheetId" in told:
        yield int(told["sheetId"])
    for name, inner in told.items():
        if name != "source":
            yield from _sheets(inner)
