"""Agree to what somebody asked for and may not do alone.

Said: approve A-7
"""

from __future__ import annotations

from commands.deciding import deciding, preview
from commands.kit import Asked, Preview, command
from commands.slots import REQUEST
from oms import approvals
from oms.actors import READ


@command(
    phrases=[
        "(approve|agree to|allow) [request|approval] {request}",
        "approve [the|a] [request]",
    ],
    slots=[REQUEST],
    may=READ,
    write=deciding(agree=True),
    offered=approvals.could_decide,
)
def approve_request(asked: Asked, request: int | None = None) -> Preview:
    """Agree to what somebody else asked for; then it is done."""
    return preview(asked, request, "approve A-7")
