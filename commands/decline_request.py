"""Say no to what somebody asked for.

Said: decline A-7
"""

from __future__ import annotations

from commands.kit import Asked, Done, MissingWord, Plain, Preview, Write, command
from commands.slots import REQUEST
from oms import approvals
from oms.actors import READ


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    decided = approvals.decide(asked.books, stored["request"], False, by=asked.who, key=key)
    told = approvals.shown(asked.books, decided)
    approvals.tell_decided(asked.books, told)
    return Done({"approval": told}, None)


@command(
    phrases=[
        "(decline|refuse|reject) [request|approval] {request}",
        "decline [the|a] [request]",
    ],
    slots=[REQUEST],
    may=READ,
    write=Write(_do),
    offered=approvals.could_decide,
)
def decline_request(asked: Asked, request: int | None = None) -> Preview:
    """Say no to what somebody else asked for."""
    if request is None:
        raise MissingWord("request", "decline A-7")
    approvals.may_decide(asked.books, request, by=asked.who)
    told = approvals.by_number(asked.books, str(request))
    return Preview({"approval": told}, {"request": request})
