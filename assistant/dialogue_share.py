"""“Share in channel”: what one person was answered privately is answered again, for all to see.

Slack does not hand back what only one person sees, so the button carries the question: a command
and ids, as every button does. What is shared is so when it is shared, and shared once.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from assistant import block_limits, understand
from assistant import dialogue_memory as memory
from assistant.dialogue_offers import one_of
from assistant.dialogue_proposals import Where
from assistant.dialogue_running import Answer
from assistant.render import Block
from commands.kit import Asked
from oms import actors, settings

ACTION, LABEL = "share", "Share in channel"


def offered(books: Session, user: str, channel: str, said: str, answer: Answer) -> Answer:
    """A private answer with the button; without it where it is no plain answer to a question.

    Args:
        books: in which it was answered.
        user: who asked, by their Slack id.
        channel: where they asked.
        said: what they asked.
        answer: to that.
    """
    if answer.code or answer.more:
        return answer
    who = actors.who(books, user)
    kept = memory.last(books, Where(who, channel, None))
    if kept is None or kept.token or kept.words != understand.clean(said):
        return answer
    asked = Asked(books, who, settings.today(books))
    (offer,) = one_of(asked, [(LABEL, kept.ids)])
    blocks = _with_button(answer.message.blocks, offer[2])
    if block_limits.faults(blocks):
        return answer
    return replace(answer, message=replace(answer.message, blocks=blocks))


def _with_button(blocks: tuple[Block, ...], value: str) -> tuple[Block, ...]:
    text = {"type": "plain_text", "text": LABEL, "emoji": False}
    button = {"type": "button", "action_id": f"{ACTION}:0", "value": value, "text": text}
    if blocks and blocks[-1]["type"] == "actions":
        return (*blocks[:-1], {**blocks[-1], "elements": [*blocks[-1]["elements"], button]})
    return (*blocks, {"type": "actions", "elements": [button]})
