"""The ways on which a message reaches its reader, from the best to the last.

A response_url ends after half an hour or five uses, a message is deleted, the bot leaves a channel:
then the next way is taken, and in the end an answer comes in the direct message of whoever asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

ASKER = "asker"
"""In what is queued: who asked, for the way that always stays."""
NOT_THERE = frozenset({"channel_not_found", "not_in_channel", "is_archived", "restricted_action"})
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
SPENT = frozenset({"used_url", "expired_url", "no_such_url"})
Kind = Literal["respond", "update", "whisper", "post"]
CLOSED: Mapping[Kind, frozenset[str]] = {
    "respond": SPENT,
    "update": GONE | NOT_THERE,
    "whisper": NOT_THERE | {"user_not_in_channel"},
    "post": NOT_THERE,
}
"""Slack's words for a way that is closed; what else goes wrong may get better."""


@dataclass(frozen=True)
class Way:
    """One way: `respond` to a URL, `update` a message, `whisper` to one person, or `post`."""

    kind: Kind
    to: str
    """A URL, the ts of a message, a person, or a channel."""
    thread: str | None = None

    def is_closed_by(self, error: str) -> bool:
        """Whether Slack says that nothing will ever come through here."""
        return error in CLOSED[self.kind]


def ways(target: str, thread: str | None, told: Mapping[str, Any]) -> list[Way]:
    """All the ways of a message.

    Args:
        target: the channel or direct message where it belongs.
        thread: the ts of the message that it hangs on.
        told: what is queued; response_url, update, only_to and else_url say how it is sent.
    """
    asker = told.get("only_to") or told.get(ASKER)
    whisper = [Way("whisper", asker, thread)] if asker else []
    # a channel by the id of a person is their direct message
    in_person = [Way("post", asker)] if asker and asker != target else []
    post = Way("post", target, thread)
    if told.get("in_channel"):
        # for all to see: what one person alone would see does not do instead
        return [Way("respond", told["response_url"]), post, *in_person]
    if told.get("response_url"):
        return [Way("respond", told["response_url"]), *whisper, *in_person]
    if told.get("update"):
        return [Way("update", told["update"]), post, *in_person]
    if told.get("only_to"):
        return [*whisper, *in_person]
    otherwise = [Way("respond", told["else_url"])] if told.get("else_url") else []
    return [post, *otherwise, *in_person]
