"""What was decided about the ledger: reached by the buttons of its questions only."""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, Plain, Reply, Write, command
from oms import ledger_answers, ledger_edits, ledger_notices, ledger_questions
from oms.actors import CATALOGUE
from oms.ledger_answers import AllAnswered, Answer, ToAll


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    books, said = asked.books, str(stored["answer"])
    if "question" in stored:
        given = Answer(int(stored["question"]), int(stored["version"]), said)
        one = ledger_answers.answer(books, given, by=asked.who, key=key)
        done = AllAnswered((one,), (), 0)
    else:
        every = ToAll(int(stored["like"]), int(stored["until"]), said)
        done = ledger_answers.answer_all(books, every, by=asked.who, key=key)
    edits = [one.edit_id for one in done.done if one.edit_id is not None]
    undo = {"edit": edits[0]} if len(done.done) == 1 and edits else None
    return Done(_facts(asked, stored, done), undo)


def _facts(asked: Asked, stored: Plain, done: AllAnswered) -> Facts:
    """What was done, and what of the same kind still waits."""
    books, like = asked.books, int(stored.get("question") or stored["like"])
    answered = [ledger_questions.by_id(books, one.question_id) for one in done.done]
    shown = [ledger_notices.shown(books, one) for one in answered if one is not None]
    waiting = ledger_questions.like(books, like)
    return {
        "answer": str(stored["answer"]),
        "said": ledger_questions.SAID[str(stored["answer"])],
        "one": shown[0] if len(shown) == 1 else None,
        "done": len(done.done),
        "refused": len(done.refused),
        "why": done.refused[0][1] if done.refused else "",
        "who": asked.who.name,
        **ledger_notices.listed(books, waiting),
    }


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    back = ledger_edits.undo(asked.books, int(stored["edit"]), by=asked.who, key=key)
    return {"undone": ledger_edits.told(asked.books, back.edit_id or int(stored["edit"]))}


@command(phrases=[], slots=[], may=CATALOGUE, write=Write(_do, _undo), on_button=True)
def answer_ledger(asked: Asked) -> Reply:
    """Answer what the ledger asks."""
    return Reply({"who": asked.who.name})
