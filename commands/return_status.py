"""How a return stands: what is awaited, here, inspected, refunded, and what is left to do.

Said: how is R-12? · where is return R-12? · R-12
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from commands.slots_returns import OF_ORDER, RETURN, WhichReturn
from oms.actors import READ
from oms.records import Return
from oms.return_cards import card


@command(
    phrases=[
        "[return] {return_} [status|state]",
        "(how is|how's|hows|where is|where's|wheres|what about) [return] {return_}",
        "(status|state|progress) [of|on|for] [return] {return_}",
        "(show|find|open|look up|check|see) [me] [return] {return_}",
        "has [return] {return_} (arrived|come|been inspected|been refunded) [yet|already]",
        "what is left (of|for|on) [return] {return_}",
        "[the] return (status|state) [of|for|on] [order] {of_order}",
        "[the] return (status|state) [of|for|on] [return] {return_}",
        "(status|state) of the return (of|for|on) [order] {of_order}",
    ],
    slots=[RETURN, OF_ORDER],
    may=READ,
)
def return_status(
    asked: Asked, return_: Return | None = None, of_order: Return | None = None
) -> Reply:
    """Say how a return stands, line by line, and what is left to do."""
    found = return_ or of_order
    if found is None:
        raise WhichReturn("how is R-12?")
    return Reply({"card": card(asked.books, found), "today": asked.today})
