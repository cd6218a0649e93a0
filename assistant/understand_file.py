"""`backroom understand`: the pipeline over files of messages, for any shop."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.evaluation_names import names_of, prediction
from assistant.understanding import scoring
from assistant.understanding.index import Known
from assistant.understanding.parse import Reader
from assistant.understanding.state import State
from assistant.understanding.talk import Turn, hear
from oms.errors import ShopError

MANNERS = frozenset({"greet", "thanks"})


class UnreadableMessages(ShopError):
    """A catalogue or a file of messages is not what it should be."""

    code = "unreadable_messages"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path.name} cannot be read: {why}.",
            remedy="Give a catalogue as one JSON document, messages as one JSON document a line.",
        )


def reader_of(catalogue: Path) -> Reader:
    """The pipeline over the shop of a catalogue, on the day that it names.

    Raises:
        UnreadableMessages: it is no catalogue.
    """
    try:
        told = json.loads(catalogue.read_text(encoding="utf-8"))
        today = dt.datetime.fromisoformat(told["now"]).date()
        known = Known(names_of(told))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise UnreadableMessages(catalogue, str(fault) or type(fault).__name__) from None
    return Reader(scoring.speeches(), scoring.scorer(), known, today)


def predictions(reader: Reader, messages: Path) -> Iterator[dict[str, Any]]:
    """One prediction for each message of a file, in its order.

    A line with `turns` is a conversation, and gives one prediction for each of them.

    Raises:
        UnreadableMessages: a line is no message.
    """
    for number, line in enumerate(messages.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            said = [turn["user"] for turn in told["turns"]] if "turns" in told else [told["text"]]
            name = told["id"]
        except (ValueError, KeyError, TypeError):
            raise UnreadableMessages(messages, f"line {number} is no message") from None
        state = State()
        for turn, words in enumerate(said):
            began = time.process_time()
            heard = hear(reader, state, words)
            spent = (time.process_time() - began) * 1000
            state = heard.state
            in_talk = "turns" in told
            at = {"turn": turn} if in_talk else {}
            told_of = _told(heard, reader.known, in_talk=in_talk)
            yield {"id": name, **at, **told_of, "ms": round(spent, 3)}


def _told(turn: Turn, known: Known, *, in_talk: bool) -> dict[str, Any]:
    action = {"none": "abstain"}.get(turn.action, turn.action)
    if in_talk and turn.acts and {act.command for act in turn.acts} == {"help"}:
        # the form counts help with small talk in a conversation, and as an answer by itself
        action = "abstain"
    if action == "abstain" and not in_talk and turn.acts and turn.acts[0].command in MANNERS:
        action = "answer"
    return {"action": action, "acts": [_of_ours(prediction(act), known) for act in turn.acts]}


def _of_ours(told: dict[str, Any], known: Known) -> dict[str, Any]:
    """A prediction without numbers and names that the shop does not have: not found."""
    ours = {"order": known.names.orders, "return": known.names.returns,
            "po": known.names.purchases,
            "carrier": {one.code.upper() for one in known.names.carriers},
            "channel": {one.code.upper() for one in known.names.channels},
            "customer": {one.code.upper() for one in known.names.customers}}  # fmt: skip
    slots = {
        name: value
        for name, value in told["slots"].items()
        if name not in ours or not isinstance(value, str) or value.upper() in ours[name]
    }
    return {**told, "slots": slots}
