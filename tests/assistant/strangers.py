"""What somebody who is not Slack might send: hostile words, parts missing or of other types."""

from __future__ import annotations

import copy
import json
import random
from typing import Any
from urllib.parse import urlencode

from assistant.playground.slack_workspace import TEAM
from tests.assistant.test_render import HOSTILE

OLIVE = "U01OLIVE"
WHO = {"id": OLIVE, "team_id": TEAM}
ODD: list[Any] = [None, [], {}, 7, -1, True, "", [[]], {"id": 3}, 1e300, "\x00"]


def message(text: Any, ts: str, **more: Any) -> dict[str, Any]:
    """What Slack sends when somebody writes to the app."""
    event = {"type": "message", "channel_type": "im", "channel": "D01OLIVE", "user": OLIVE,
             "text": text, "ts": ts, **more}  # fmt: skip
    return {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{ts}", "event": event,
            "api_app_id": "A01"}  # fmt: skip


def event(draw: random.Random, number: int) -> Any:
    """Something that somebody said, or where they look."""
    if draw.random() < 0.1:
        return twisted(draw, look(draw, number))
    return twisted(draw, message(draw.choice(HOSTILE), f"1700000000.{number:06}"))


def look(draw: random.Random, number: int) -> dict[str, Any]:
    """A channel that somebody looks at."""
    seen = twisted(draw, {"type": "slack#/types/channel_id", "value": "C01FLOOR", "team_id": TEAM})
    event = {"type": draw.choice(["app_context_changed", "app_home_opened"]), "user": OLIVE,
             "channel": "D01OLIVE", "event_ts": f"1700000000.{number:06}",
             "context": {"entities": draw.choice([[seen], seen, [None], 7, []])}}  # fmt: skip
    return {"type": "event_callback", "team_id": TEAM, "event_id": f"EvL{number}", "event": event,
            "api_app_id": "A01"}  # fmt: skip


def press(draw: random.Random, number: int) -> Any:
    """A button that somebody pressed."""
    pressed = {
        "type": "block_actions", "team": {"id": TEAM}, "user": WHO, "channel": {"id": "D01OLIVE"},
        "container": {"type": "message", "message_ts": "1.1", "channel_id": "D01OLIVE"},
        "actions": [{"action_id": draw.choice(["confirm", "undo", "say", "x" * 300]),
                     "value": draw.choice([*HOSTILE[:12], "t" * 16]), "action_ts": str(number)}],
        "trigger_id": str(number), "response_url": "http://127.0.0.1:1/",
    }  # fmt: skip
    return twisted(draw, pressed)


def action(draw: random.Random, number: int) -> Any:
    """The same as it comes over HTTP, or as it does not."""
    made = press(draw, number)
    return made if draw.random() < 0.5 else urlencode({"payload": json.dumps(made)}).encode()


def form(draw: random.Random, number: int) -> Any:
    """A form that somebody sent."""
    typed = {"type": "plain_text_input", "value": draw.choice(HOSTILE)}
    view = {
        "id": f"V{number}",
        "type": "modal",
        "hash": "h",
        "callback_id": draw.choice(["form:ship_order", "form:start_return", "x"]),
        "private_metadata": draw.choice(["{}", "", "[]", "x", *HOSTILE[:4]]),
        "state": {"values": {"units": {"typed": typed}}},
    }
    sent = {"type": draw.choice(["view_submission", "view_closed", "block_suggestion"]),
            "team": {"id": TEAM}, "user": WHO, "view": view, "trigger_id": str(number),
            "action_id": "order", "block_id": "b", "value": draw.choice(HOSTILE)}  # fmt: skip
    return twisted(draw, sent)


def slash(draw: random.Random, number: int) -> Any:
    """A command."""
    told = {"command": "/backroom", "text": "payload", "user_id": OLIVE, "channel_id": "D01OLIVE",
            "team_id": TEAM, "trigger_id": str(number),
            "response_url": "http://127.0.0.1:1/"}  # fmt: skip
    return twisted(draw, told)


def noise(draw: random.Random, _number: int) -> bytes:
    """No payload at all."""
    return draw.choice(
        [b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff\xfe", b"[" * 5_000, b"payload=", b"{}",
         b"payload=%7B%22type%22%3A7%7D", b"\x00" * 100, draw.randbytes(draw.randrange(2_000))]
    )  # fmt: skip


def twisted(draw: random.Random, told: dict[str, Any]) -> dict[str, Any]:
    """The same with a part of it missing, or of another type."""
    made: dict[str, Any] = json.loads(json.dumps(told))
    for _ in range(draw.choice([0, 1, 1, 2])):
        inside = made
        while True:
            if not inside:
                break
            name = draw.choice(sorted(inside))
            if isinstance(inside[name], dict) and draw.random() < 0.6:
                inside = inside[name]
                continue
            odd = copy.deepcopy(draw.choice([*ODD, "gone"]))
            if odd == "gone":
                del inside[name]
            else:
                inside[name] = odd
            break
    return made
