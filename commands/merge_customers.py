"""Make one customer of two.

Said: merge customers 12 and 40
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots_orders import KNOWN, OTHER
from oms import approvals, customer_merges
from oms.actors import MERGE
from oms.records import Customer


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    kept, merged = stored["kept"], stored["customer"]
    planned = customer_merges.plan(asked.books, kept, merged)
    facts = {"plan": planned, "request": "", "who": asked.who.name}
    if asked.who.alone(MERGE):
        made = customer_merges.merge(asked.books, kept, merged, by=asked.who, key=key)
        return Done(facts, {"merge": made, "kept": planned.kept, "merged": planned.merged})
    request = approvals.ask(
        asked.books, customer_merges.COMMAND, customer_merges.request(planned),
        why="they are one person", by=asked.who, key=key,
    )  # fmt: skip
    number = approvals.shown(asked.books, request).number
    return Done({**facts, "request": number}, None)


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    customer_merges.undo(asked.books, stored["merge"], by=asked.who, key=key)
    return {"kept": stored["kept"], "merged": stored["merged"], "who": asked.who.name}


@command(
    phrases=[
        "merge [the] [customers|customer] {known} (and|with) [customer] {second}",
        "merge (customers|two customers)",
    ],
    slots=[KNOWN, OTHER],
    may=MERGE,
    write=Write(_do, _undo),
)
def merge_customers(
    asked: Asked, known: Customer | None = None, second: Customer | None = None
) -> Preview:
    """Make one customer of two: orders, returns and credit go over, both identities stay."""
    if known is None or second is None:
        raise MissingWord("customers", "merge customers 12 and 40")
    kept, merged = sorted((known, second), key=lambda one: one.id)
    planned = customer_merges.plan(asked.books, kept.id, merged.id)
    facts = {"plan": planned, "second": not asked.who.alone(MERGE)}
    return Preview(facts, {"kept": kept.id, "customer": merged.id})
