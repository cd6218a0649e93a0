"""Give up what never came of a return, and close it.

Said: close R-12 · close R-12 with the rest missing · the rest of R-12 never came
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, Plain, Preview, Write, command
from commands.returning import card_of, told_of
from commands.slots_returns import RETURN, WhichReturn
from oms import return_endings, return_states
from oms.actors import RETURNS
from oms.errors import NoLongerPossible
from oms.records import Return
from oms.return_states import Event


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    if card_of(asked, stored["return"]).to_come != stored["to_come"]:
        raise NoLongerPossible("Something of the return has arrived since you were asked.")
    gone = return_endings.close_short(asked.books, stored["return"], by=asked.who, key=key)
    facts = {"card": card_of(asked, stored["return"]), "missing": sum(gone.values()),
             "who": asked.who.name}  # fmt: skip
    return Done(facts, {"return": stored["return"], "missing": sorted(gone.items())})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    return_endings.wait_again(
        asked.books, stored["return"], dict(stored["missing"]), by=asked.who, key=key
    )
    return told_of(asked, stored["return"])


@command(
    phrases=[
        "close [return] {return_}",
        "close [return] {return_} (with the rest missing|with missing|short|with the rest lost)",
        "[the] rest of [return] {return_} (never came|is missing|is lost|did not come)",
        "[return] {return_} (rest missing|rest lost|rest never came)",
        "close [a] return",
    ],
    slots=[RETURN],
    may=RETURNS,
    write=Write(_do, _undo),
)
def close_return(asked: Asked, return_: Return | None = None) -> Preview:
    """Close a return of which the rest never came; the customer may announce it again."""
    if return_ is None:
        raise WhichReturn("close R-12")
    return_states.after(return_.number, return_.state, Event.GIVE_UP)
    seen = card_of(asked, return_.id)
    stored = {"return": return_.id, "to_come": seen.to_come}
    return Preview({"card": seen}, stored)
