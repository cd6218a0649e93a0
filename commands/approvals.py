"""What waits for a second person.

Said: approvals · what needs approving? · what waits for approval?
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from oms import approvals as requests
from oms.actors import READ

LISTED = 10


@command(
    phrases=[
        "[open|pending|waiting] (approvals|requests)",
        "[show|list] [me] [the|all] [open|pending|waiting] (approvals|requests)",
        "(what|anything) [is] (waiting|waits|pending) for (approval|a second person)",
        "(what|who) needs (approving|approval|a second person)",
        "anything to approve",
        "what do I (need|have) to approve",
        "(what needs|anything for) my approval",
        "(what is|what's|anything) waiting for (me|my approval)",
    ],
    slots=[],
    may=READ,
)
def approvals(asked: Asked) -> Reply:
    """List what somebody asked for and a second person has to agree to, oldest first."""
    waiting = requests.waiting(asked.books)
    return Reply({"waiting": waiting[:LISTED], "total": len(waiting)})
