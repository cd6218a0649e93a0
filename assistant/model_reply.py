"""What a model answered -> acts; anything that is not of the agreed shape is no answer. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from assistant.model import LONGEST_WORDS, MOST_ACTS, Act, NoAnswer


def acts(body: bytes, commands: Collection[str]) -> list[Act]:
    """The acts of a chat completion; none where the model called nothing.

    What else it wrote is not looked at: a model answers with acts, never with words for people.

    Args:
        body: of the response.
        commands: that the model was told of.

    Raises:
        NoAnswer: it has not that shape.
    """
    try:
        told = json.loads(body)
        message = told["choices"][0]["message"]
        calls = message.get("tool_calls") or []
        found = [(call["function"]["name"], call["function"]["arguments"]) for call in calls]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        raise NoAnswer("it is no chat completion") from None
    if len(found) > MOST_ACTS:
        raise NoAnswer("it asks for too much at once")
    return [_act(name, arguments, commands) for name, arguments in found]


def _act(name: object, arguments: object, commands: Collection[str]) -> Act:
    if not isinstance(name, str) or name not in commands:
        raise NoAnswer("it names a command that there is not")
    try:
        words = json.loads(arguments or "{}") if isinstance(arguments, str) else arguments
    except (ValueError, RecursionError):
        raise NoAnswer("its arguments are not JSON") from None
    if not isinstance(words, dict):
        raise NoAnswer("its arguments are no object")
    given = {slot: _words(said) for slot, said in words.items() if said not in (None, "")}
    return Act(name, given)


def _words(said: Any) -> str:
    if isinstance(said, int) and not isinstance(said, bool):
        said = str(said)
    if not isinstance(said, str) or len(said) > LONGEST_WORDS or not said.isprintable():
        raise NoAnswer("an argument is no short text")
    return " ".join(said.split())
