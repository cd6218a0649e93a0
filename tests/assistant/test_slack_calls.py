"""What the program asks of Slack: nothing that it never should, and no method with a trap."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

from assistant.playground.slack import BOT_TOKEN, FLOOR, LocalSlack
from tests.assistant.running import CALLED, mistakes

PROGRAM = Path(__file__).parent.parent.parent / "assistant"
NEVER = {
    "Bolt's Assistant, which reads all before each word": r"\bAssistant\(|thread_context_store",
    "Bolt's own prompts, which carry a thread and fail without a word": "set_suggested_prompts",
    "streams, of which a minute has twenty": r"start_?stream|say_stream|append_?stream",
    "messages that Slack sends later, as things were": r"schedule_?message",
    "the development server of Bolt": r"\bapp\.start\(",
    "signatures that are not looked at": r"request_verification_enabled|signature_verification",
    "links and names that ring": r"link_names|parse=",
}
QUIET = {"unfurl_links": False, "unfurl_media": False}


@pytest.mark.parametrize("call", NEVER.values(), ids=list(NEVER))
def test_what_has_a_trap_and_is_not_used_is_never_called(call: str) -> None:
    sources = [path for path in PROGRAM.glob("*.py") if path.stem != "manifest"]
    users = [path.name for path in sources if re.search(call, path.read_text(), re.IGNORECASE)]

    assert sources
    assert users == []


@pytest.mark.parametrize(
    ("method", "given", "wrong"),
    [
        ("chat_postMessage", QUIET, 0),
        ("chat_postMessage", {}, 1),
        ("chat_postMessage", {**QUIET, "unfurl_media": True}, 1),
        ("chat_postMessage", {**QUIET, "link_names": True}, 1),
        ("conversations_list", {}, 1),
    ],
)
def test_what_a_test_of_the_program_may_not_have_asked_of_slack_is_found(
    server: LocalSlack, method: str, given: dict[str, Any], wrong: int
) -> None:
    server.reset()
    web = WebClient(BOT_TOKEN, base_url=server.api_url)
    getattr(web, method)(channel=FLOOR, text="hello", **given)

    assert len(mistakes(server)) == wrong
    assert "chat.postMessage" in CALLED
