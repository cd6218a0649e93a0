"""Taking back edits of the ledger: reached by the buttons of their notice only."""

from __future__ import annotations

from commands.kit import Asked, Done, Plain, Reply, Write, command
from oms import ledger_edits
from oms.actors import CATALOGUE

LISTED = 5


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    books, others = asked.books, [int(one) for one in stored.get("others", ())]
    first, last = int(stored["first"]), int(stored["last"])
    undone: list[int] = []
    refused: tuple[str, ...] = ()
    if "edit" in stored:
        back = ledger_edits.undo(books, int(stored["edit"]), by=asked.who, key=key)
        undone += [back.edit_id] if back.edit_id is not None else []
    else:
        every = ledger_edits.undo_all(books, first, last, by=asked.who, key=key)
        undone, refused = list(every.undone), every.refused
    told = [ledger_edits.told(books, one) for one in undone[:LISTED]]
    facts = {
        "undone": told,
        "total": len(undone),
        "refused": len(refused),
        "why": refused[0] if refused else "",
        "changed": [ledger_edits.told(books, one) for one in others],
        "first": first,
        "last": last,
        "who": asked.who.name,
    }
    return Done(facts, None)


@command(phrases=[], slots=[], may=CATALOGUE, write=Write(_do), on_button=True)
def undo_ledger_edit(asked: Asked) -> Reply:
    """Take back what was typed in the ledger."""
    return Reply({"who": asked.who.name})
