"""Call off a return of which nothing came, or say no to one that was asked for.

Said: cancel R-12 · reject R-12 worn for weeks
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, Plain, Preview, Write, command
from commands.returning import card_of, told_of
from commands.slots_returns import NOTE, RETURN, WhichReturn
from oms import return_endings, return_states
from oms.actors import AUTHORISE
from oms.records import Return
from oms.return_states import Event, State


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    end = return_endings.reject if stored["reject"] else return_endings.cancel
    end(asked.books, stored["return"], stored["note"], by=asked.who, key=key)
    facts = told_of(asked, stored["return"])
    return Done(facts, {"return": stored["return"]})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    return_endings.restore(asked.books, stored["return"], by=asked.who, key=key)
    return told_of(asked, stored["return"])


@command(
    phrases=[
        "(cancel|call off|reject|refuse|decline) [the] [return] {return_}",
        "(cancel|call off|reject|refuse|decline) [the] [return] {return_} [because|as] {note}",
        "(cancel|reject) [a] return",
    ],
    slots=[RETURN, NOTE],
    may=AUTHORISE,
    write=Write(_do, _undo),
)
def cancel_return(asked: Asked, return_: Return | None = None, note: str | None = None) -> Preview:
    """Cancel a return of which nothing came, or reject one that was asked for."""
    if return_ is None:
        raise WhichReturn("cancel R-12")
    reject = return_.state == State.REQUESTED
    event = Event.REJECT if reject else Event.CANCEL
    return_states.after(return_.number, return_.state, event)
    stored = {"return": return_.id, "reject": reject, "note": note}
    facts = {"card": card_of(asked, return_.id), "reject": reject, "note": note or ""}
    return Preview(facts, stored)
