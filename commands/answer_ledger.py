"""What was decided about the ledger: reached by the buttons of its questions only."""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, Plain, Reply, Write, command
from oms import ledger_answers, ledger_edits, ledger_notices, ledger_questions
from oms.actors import CATALOGUE
from oms.errors import NoLongerPossible
from oms.ledger_answers import AllAnswered, Answer, ToAll
from oms.ledger_edits import AllUndone
from oms.records import LedgerQuestion


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    books, said = asked.books, str(stored["answer"])
    if "until" in stored:
        raise NoLongerPossible(
            "That button was made before Backroom was updated.",
            remedy="Ask `open questions of the ledger` to see what waits.",
        )
    if "question" in stored:
        given = Answer(int(stored["question"]), int(stored["version"]), said)
        one = ledger_answers.answer(books, given, by=asked.who, key=key)
        done = AllAnswered((one,), (), 0)
    else:
        first, last, version = map(int, stored["of"])
        every = ToAll(first, last, version, said)
        done = ledger_answers.answer_all(books, every, by=asked.who, key=key)
    edits = [one.edit_id for one in done.done if one.edit_id is not None]
    return Done(_facts(asked, stored, done), {"edits": edits} if edits else None)


def _facts(asked: Asked, stored: Plain, done: AllAnswered) -> Facts:
    """What was done, and what still waits of what the message asked."""
    books = asked.books
    answered = [ledger_questions.by_id(books, one.question_id) for one in done.done]
    shown = [ledger_notices.shown(books, one) for one in answered if one is not None]
    return {
        "answer": str(stored["answer"]),
        "said": ledger_questions.SAID[str(stored["answer"])],
        "one": shown[0] if len(shown) == 1 else None,
        "done": len(done.done),
        "refused": len(done.refused),
        "why": done.refused[0][1] if done.refused else "",
        "who": asked.who.name,
        **ledger_notices.listed(books, _left(asked, stored)),
    }


def _left(asked: Asked, stored: Plain) -> list[LedgerQuestion]:
    """What still waits of the questions of the message; of the kind where it mixed several."""
    if of := stored.get("of"):
        return ledger_questions.like(asked.books, of[0], first=of[0], last=of[1])
    return ledger_questions.like(asked.books, int(stored["question"]))


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    books = asked.books
    edits = [int(one) for one in stored.get("edits") or [stored["edit"]]]
    if len(edits) == 1:
        # what cannot be taken back is refused by itself, and the offer stays
        back = ledger_edits.undo(books, edits[0], by=asked.who, key=key)
        every = AllUndone((back.edit_id or edits[0],), ())
    else:
        every = ledger_edits.undo_each(books, edits, by=asked.who, key=key)
    shown = every.undone[: ledger_notices.LISTED]
    return {
        "undone": [ledger_edits.told(books, one) for one in shown],
        "total": len(every.undone),
        "refused": len(every.refused),
        "why": every.refused[0] if every.refused else "",
    }


@command(phrases=[], slots=[], may=CATALOGUE, write=Write(_do, _undo), on_button=True)
def answer_ledger(asked: Asked) -> Reply:
    """Answer what the ledger asks."""
    return Reply({"who": asked.who.name})
