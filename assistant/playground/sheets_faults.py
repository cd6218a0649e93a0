"""Scripted troubles of the local Sheets, each a dict in its `faults`.

    {"path": ":batchUpdate", "status": 503}            an error with Google's body
    {"path": "/values", "delay": 2.5}                  slow
    {"path": ":batchUpdate", "drop": "before"}         the connection is cut, nothing applied
    {"path": ":batchUpdate", "drop": "after"}          applied, then the connection is cut
    {"path": ":batchUpdate", "drop": "late"}           cut; applied when `land()` is called
    {"path": ":batchUpdate", "drop": "late", "after": 2}   cut; applied just before the second
                                                           request that comes then

"path" is a part of the path ("" is every one), "kind" (read, write, drive) narrows it; "times" is
how often (once), "skip" how many matching requests are let through first; "retry_after" adds
that header to a status, "message" gives the error other words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.playground.sheets_errors import BadRequest, Json, out_of_quota

STATUSES = {
    400: ("INVALID_ARGUMENT", "Request contains an invalid argument."),
    401: ("UNAUTHENTICATED", "Request had invalid authentication credentials."),
    403: ("PERMISSION_DENIED", "The caller does not have permission"),
    404: ("NOT_FOUND", "Requested entity was not found."),
    500: ("INTERNAL", "Internal error encountered."),
    502: ("UNAVAILABLE", "Bad Gateway"),
    503: ("UNAVAILABLE", "The service is currently unavailable."),
    504: ("DEADLINE_EXCEEDED", "Deadline exceeded."),
}


class Cut(Exception):
    """The connection is to be cut without an answer."""


@dataclass
class Late:
    """A request that is applied later than its sender believes."""

    deed: Callable[[], object]
    after: int | None


def pick(faults: list[Json], path: str, kind: str) -> Json:
    """The trouble that is scripted for a request; it is used up. Nothing: {}."""
    for fault in faults:
        if fault.get("path", "") not in path or fault.get("kind", kind) != kind:
            continue
        if fault.get("times", 1) <= 0:
            continue
        if fault.get("skip", 0) > 0:
            fault["skip"] -= 1
            continue
        fault["times"] = fault.get("times", 1) - 1
        return fault
    return {}


def refusal(fault: Json, kind: str) -> BadRequest:
    """The error that a fault scripts, in Google's words."""
    code = int(fault["status"])
    if code == 429:
        return out_of_quota("write" if kind == "write" else "read", 60, per_user=True)
    status, message = STATUSES.get(code, ("UNKNOWN", "Unknown error."))
    return BadRequest(str(fault.get("message", message)), code, status)
