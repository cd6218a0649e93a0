"""Words -> a question of the ledger."""

from __future__ import annotations

from sqlalchemy.orm import Session

from commands.slot_kinds import row_of
from oms import ledger_questions
from oms.errors import ShopError
from oms.records import LedgerQuestion


class UnknownQuestion(ShopError):
    """The ledger asks nothing of that number."""

    code = "unknown_question"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"The ledger has no question {number}.",
            remedy="Ask `open questions of the ledger` for those that wait.",
        )


def _question(books: Session, said: str) -> LedgerQuestion:
    found = ledger_questions.by_id(books, int(said))
    if found is None:
        raise UnknownQuestion(said)
    return found


QUESTION = row_of(LedgerQuestion, "question", r"\d{1,9}", _question, "12")
