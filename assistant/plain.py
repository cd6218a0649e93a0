"""A question put at the terminal: the same answer as in Slack, in plain text."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from assistant import dialogue, render
from assistant.dialogue import Heard

TERMINAL = "terminal"


def ask(books: Session, user: str, text: str) -> dict[str, Any]:
    """The answer to `text` for the person with that Slack id.

    Returns:
        `said`, `answer` (plain text), `blocks`, and `error` (the code of a refusal, or None).
    """
    heard = Heard(text=text, user=user, target=TERMINAL, thread=None, key=TERMINAL)
    given = dialogue.answer(books, heard)
    return {
        "said": text,
        "answer": render.unescape(given.message.text),
        "blocks": list(given.message.blocks),
        "error": given.code or None,
    }
