"""Agree to a return that a customer asked for.

Said: authorise R-12 · agree to R-12 · authorise R-12 despite policy a regular
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, Plain, Preview, Write, command
from commands.returning import card_of, told_of
from commands.slots_returns import NOTE, RETURN, WhichReturn
from oms import return_announcing, return_endings, return_states, returns
from oms.actors import AUTHORISE
from oms.records import Return
from oms.return_announcing import Terms
from oms.return_states import Event


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    terms = Terms(decided=True, despite=stored["note"])
    returns.agree(asked.books, stored["return"], terms, by=asked.who, key=key)
    facts = told_of(asked, stored["return"])
    return Done(facts, {"return": stored["return"]})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    return_endings.cancel(asked.books, stored["return"], "undone", by=asked.who, key=key)
    return told_of(asked, stored["return"])


@command(
    phrases=[
        "(authorise|authorize|agree to|allow|approve) [return] {return_}",
        "(authorise|authorize|agree to|allow|approve) [return] {return_} despite policy {note}",
        "(authorise|authorize) [a] return",
    ],
    slots=[RETURN, NOTE],
    may=AUTHORISE,
    write=Write(_do, _undo),
)
def agree_return(asked: Asked, return_: Return | None = None, note: str | None = None) -> Preview:
    """Agree to a return that was asked for: its goods are awaited from now."""
    if return_ is None:
        raise WhichReturn("authorise R-12")
    return_states.after(return_.number, return_.state, Event.AUTHORISE)
    concerns = return_announcing.concerns(
        asked.books, return_.id, Terms(decided=True, despite=note), by=asked.who
    )
    facts = {"card": card_of(asked, return_.id), "concerns": concerns, "despite": note or ""}
    return Preview(facts, {"return": return_.id, "note": note})
