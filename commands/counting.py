"""What the commands about one count share: its card as it stands now, and taking answers back."""

from __future__ import annotations

from collections.abc import Sequence

from commands.kit import Asked, Facts, Plain
from oms import count_cards, count_decisions
from oms.count_cards import CountCard
from oms.count_lines import Answered, Before
from oms.records import StockCount


def card_of(asked: Asked, count_id: int) -> CountCard:
    """The card of a count, read again from the books."""
    return count_cards.card(asked.books, asked.books.get_one(StockCount, count_id))


def to_undo(count_id: int, done: Sequence[Answered]) -> Plain:
    """What `undo` acts on: each line that was answered, and what stood there before."""
    answers = [[one.line_id, one.before.book, one.before.position] for one in done]
    return {"count": count_id, "answers": answers}


def undo(asked: Asked, stored: Plain, key: str) -> Facts:
    """Take answers back, so that their lines are as they were before."""
    before = {int(line): Before(book, position) for line, book, position in stored["answers"]}
    count_decisions.take_back_all(asked.books, before, by=asked.who, key=key)
    return {"card": card_of(asked, stored["count"]), "who": asked.who.name}
