"""Who the shop buys from.

Said: list suppliers · who do we buy from?
"""

from __future__ import annotations

from commands.kit import Asked, Reply, command
from oms import supplier_list
from oms.actors import READ

LISTED = 20


@command(
    phrases=[
        "[list|show] [me] [the|our|all] suppliers",
        "(which|what) suppliers [are there|do we have]",
        "(who|whom) do we buy from",
    ],
    slots=[],
    may=READ,
)
def list_suppliers(asked: Asked) -> Reply:
    """List the suppliers: how fast each delivers, what it sends itself, and what it takes back."""
    found = supplier_list.listed(asked.books)
    return Reply({"suppliers": found[:LISTED], "total": len(found)})
