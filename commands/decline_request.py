"""Say no to what somebody asked for.

Said: decline A-7
"""

from __future__ import annotations

from commands.deciding import deciding, preview
from commands.kit import Asked, Preview, command
from commands.slots import REQUEST
from oms import approvals
from oms.actors import READ


@command(
    phrases=[
        "(decline|refuse|reject) [request|approval] {request}",
        "decline [the|a] [request]",
    ],
    slots=[REQUEST],
    may=READ,
    write=deciding(agree=False),
    offered=approvals.could_decide,
)
def decline_request(asked: Asked, request: int | None = None) -> Preview:
    """Say no to what somebody else asked for."""
    return preview(asked, request, "decline A-7")
