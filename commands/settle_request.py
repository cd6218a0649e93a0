"""A request approved or declined: reached by the buttons of its notice only."""

from __future__ import annotations

from commands.kit import Asked, Done, Plain, Reply, Write, command
from oms import approvals
from oms.actors import READ


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    request, approve = int(stored["request"]), bool(stored["approve"])
    decided = approvals.decide(asked.books, request, approve, by=asked.who, key=key)
    return Done({"approval": approvals.shown(asked.books, decided)}, None)


@command(phrases=[], slots=[], may=READ, write=Write(_do), on_button=True)
def settle_request(asked: Asked) -> Reply:
    """Approve or decline what somebody else asked for."""
    return Reply({"who": asked.who.name})
