"""What can be said.

Said: help · what can you do? · help returns
"""

from __future__ import annotations

import re

import commands
from commands.kit import Asked, Command, Reply, Slot, command
from oms import discovery
from oms.actors import READ

FIRST = frozenset({
    "accept_return", "adjust_stock", "find_orders", "late_orders", "low_stock", "order_status",
    "ship_order", "stock_level",
})  # fmt: skip
"""Commands that `help` shows by themselves; the others stand under their topic."""
TOPICS = {
    "figures": r"_report|digest",
    "setup": r"setup|channel_|set_up|_settings",
    "returns": r"return|inspect",
    "refunds": r"refund|credit|exchange|postage|goodwill|payment|paid",
    "counts": r"count",
    "transfers": r"transfer",
    "picking": r"pick|pack|slip|parcel|shipment|track|reship|collect",
    "requests": r"request|approv",
    "stock": r"stock|kit|incoming|supplier|buy|dropship|low_|level|reorder|product|set_price"
    r"|delivery|purchase",
    "customers": r"customer|merge",
    "orders": r"",
}
"""Topic -> what the names of its commands have in them; the first that fits counts."""


def _topic(_asked: Asked, said: str) -> str:
    return said.lower()


TOPIC = Slot("topic", "|".join(TOPICS), _topic, "returns")


@command(
    phrases=[
        "help [me]", "what can (you do|I do|I say|i say|i ask|I ask)", "commands", "hello", "hi",
        "hey",
        "how does this work", "what do you do", "help [me] [with|on|about] {topic}",
        "what can (you do|I say|i say|i ask|I ask) (with|on|about) {topic}",
    ],
    slots=[TOPIC],
    may=READ,
)  # fmt: skip
def help(asked: Asked, topic: str | None = None) -> Reply:  # noqa: A001  the word people say
    """List what you may ask and do, each with an example."""
    found = discovery.declared(commands, Command, lambda one: one.name)
    mine = [
        one
        for one in found.values()
        if one.phrases and one.is_for(asked.who) and one.name != "help"
    ]
    mine.sort(key=lambda one: one.write is not None)
    shown = [one for one in mine if (_of(one) == topic if topic else one.name in FIRST)]
    rows = [{"help": one.help, "example": one.examples[0]} for one in shown]
    rest = [name for name in TOPICS if any(_of(one) == name for one in mine)]
    name = asked.who.name.split()[0]
    return Reply({"commands": rows, "topics": rest, "topic": topic or "", "name": name})


def _of(one: Command) -> str:
    """The topic that a command belongs to."""
    return next(topic for topic, words in TOPICS.items() if re.search(words, one.name))
