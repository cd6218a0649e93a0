"""What can be said.

Said: help · what can you do?
"""

from __future__ import annotations

import commands
from commands.kit import Asked, Command, Reply, command
from oms import discovery
from oms.actors import READ


@command(
    phrases=[
        "help [me]", "what can (you do|I say|i say|i ask|I ask)", "commands", "hello", "hi", "hey",
        "how does this work", "what do you do",
    ],
    slots=[],
    may=READ,
)  # fmt: skip
def help(asked: Asked) -> Reply:  # noqa: A001  the word people say
    """List what you may ask and do, each with an example."""
    found = discovery.declared(commands, Command, lambda one: one.name)
    mine = [one for one in found.values() if one.phrases and asked.who.may(one.may)]
    mine.sort(key=lambda one: one.write is not None)
    rows = [
        {"help": one.help, "example": one.examples[0], "writes": one.write is not None}
        for one in mine
        if one.name != "help"
    ]
    return Reply({"commands": rows, "name": asked.who.name.split()[0]})
