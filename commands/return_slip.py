"""The slip that a customer puts into the parcel that comes back.

Said: return slip for R-12 · print the return slip of R-12
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from commands.slots_returns import RETURN, WhichReturn
from oms import return_slips
from oms.actors import READ
from oms.records import Return


@command(
    phrases=[
        "[print|show] [me] [a|the] (return slip|returns slip) [for|of] [return] {return_}",
        "[print|show] [me] [a|the] (return slip|returns slip)",
    ],
    slots=[RETURN],
    may=READ,
)
def return_slip(asked: Asked, return_: Return | None = None) -> Reply:
    """Print the slip of a return: what is expected, where it goes, and until when."""
    if return_ is None:
        raise WhichReturn("return slip for R-12")
    slip = return_slips.slip(asked.books, return_)
    return Reply({"slip": slip}, (slip,))
