"""Say why no money goes back for what came of a return.

Said: no refund for R-12 because the box was empty · R-12 no refund, worn for weeks
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.returning import card_of, told_of
from commands.slots_returns import BECAUSE, RETURN, WhichReturn
from oms import return_endings
from oms.actors import PROPOSE
from oms.records import Return


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    declined = return_endings.decline(
        asked.books, stored["return"], stored["note"], by=asked.who, key=key
    )
    facts = {"card": card_of(asked, stored["return"]), "note": stored["note"],
             "who": asked.who.name}  # fmt: skip
    return Done(facts, {"return": stored["return"], "declined": sorted(declined.items())})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    declined = dict(stored["declined"])
    return_endings.undo_decline(asked.books, stored["return"], declined, by=asked.who, key=key)
    return told_of(asked, stored["return"])


@command(
    phrases=[
        "no refund (for|on|of) [return] {return_} [because|as|since] {reason}",
        "[return] {return_} no refund [because|as|since] {reason}",
        "no refund (for|on|of) [return] {return_}",
        "(don't|do not|dont) refund [return] {return_}",
        "(don't|do not|dont) refund [return] {return_} [because|as|since] {reason}",
        "[return] {return_} no refund",
    ],
    slots=[RETURN, BECAUSE],
    may=PROPOSE,
    write=Write(_do, _undo),
)
def no_refund(asked: Asked, return_: Return | None = None, reason: str | None = None) -> Preview:
    """Settle a return without money, and keep the reason."""
    if return_ is None:
        raise WhichReturn("no refund for R-12 because the box was empty")
    if reason is None:
        raise MissingWord("reason", f"no refund for {return_.number} because the box was empty")
    return_endings.refuse_settled(asked.books, return_)
    stored = {"return": return_.id, "note": reason}
    return Preview({"card": card_of(asked, return_.id), "note": reason}, stored)
