"""The slip that a customer puts into the parcel that comes back.

Said: return slip for R-12 · print the return slip of R-12
"""

from __future__ import annotations

from commands.kit import Asked, MissingWord, Reply, Slot, command
from oms import return_documents, return_slips
from oms.actors import READ
from oms.records import Return


def _read(asked: Asked, said: str) -> Return:
    return return_documents.by_number(asked.books, said)


def _of_id(asked: Asked, return_id: int) -> Return:
    return asked.books.get_one(Return, return_id)


def _id(found: Return) -> int:
    return found.id


COMING = Slot("coming", r"(?:return )?r ?-? ?\d{1,9}", _read, "R-12", _id, _of_id)


@command(
    phrases=[
        "[print|show] [me] [a|the] (return slip|returns slip) (for|of) {coming}",
        "[print|show] [me] [a|the] (return slip|returns slip)",
    ],
    slots=[COMING],
    may=READ,
)
def return_slip(asked: Asked, coming: Return | None = None) -> Reply:
    """Print the slip of a return: what is expected, where it goes, and until when."""
    if coming is None:
        raise MissingWord("return", "return slip for R-12")
    slip = return_slips.slip(asked.books, coming)
    return Reply({"slip": slip}, (slip,))
