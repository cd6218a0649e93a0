"""Agree to what somebody asked for and may not do alone.

Said: approve A-7
"""

from __future__ import annotations

from commands.kit import Asked, Done, MissingWord, Plain, Preview, Write, command
from commands.slots import REQUEST
from oms import approvals
from oms.actors import READ


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    decided = approvals.decide(asked.books, stored["request"], True, by=asked.who, key=key)
    told = approvals.shown(asked.books, decided)
    approvals.tell_decided(asked.books, told)
    return Done({"approval": told}, None)


@command(
    phrases=[
        "(approve|agree to|allow) [request|approval] {request}",
        "approve [the|a] [request]",
    ],
    slots=[REQUEST],
    may=READ,
    write=Write(_do),
    offered=approvals.could_decide,
)
def approve_request(asked: Asked, request: int | None = None) -> Preview:
    """Agree to what somebody else asked for; then it is done."""
    if request is None:
        raise MissingWord("request", "approve A-7")
    approvals.may_decide(asked.books, request, by=asked.who)
    told = approvals.by_number(asked.books, str(request))
    return Preview({"approval": told}, {"request": request})
