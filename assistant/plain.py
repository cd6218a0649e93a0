"""A question put at the terminal: the same answer as in Slack, in plain text."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from assistant import dialogue, render
from assistant.dialogue import Heard
from oms import staff
from oms.errors import ShopError

TERMINAL = "terminal"


class NoOwner(ShopError):
    """Nobody was made an owner yet, so nobody can be taken to ask."""

    code = "no_owner"

    def __init__(self) -> None:
        super().__init__(
            "The shop has no owner yet.",
            remedy='Add yourself: backroom staff add U0123ABCD "Your Name" owner',
        )


def ask(books: Session, user: str, text: str) -> dict[str, Any]:
    """The answer to `text` for the person with that Slack id.

    Returns:
        `said`, `answer` (plain text), `blocks`, and `error` (the code of a refusal, or None).
    """
    heard = Heard(text=text, user=user, target=TERMINAL, thread=None, key=TERMINAL)
    given = dialogue.answer(books, heard)
    return {
        "said": text,
        "answer": "\n".join(render.unescape(one.text) for one in given.messages),
        "blocks": [block for one in given.messages for block in one.blocks],
        "error": given.code or None,
    }


def first_owner(books: Session) -> str:
    """The Slack id of the owner who was added first.

    Raises:
        NoOwner: nobody was added yet.
    """
    owners = [who for who in staff.everybody(books) if who.role == "owner" and who.slack_user_id]
    if not owners:
        raise NoOwner
    return str(min(owners, key=lambda who: who.id).slack_user_id)
