"""“a lady rang about 1043, has it gone?”: what is told first is what the question is about."""

from __future__ import annotations

from assistant.understanding.acts import Act, Understood
from assistant.understanding.clause import QUESTIONS, Clause
from assistant.understanding.features import stem
from assistant.understanding.gate_words import ASKING
from assistant.understanding.parse import Reader
from assistant.understanding.pointing import bound
from assistant.understanding.remarks import TELLING

MARKS = frozenset({",", ".", ";", "-", "!"})
ABOUT = {
    "order": "order_status", "return": "return_status", "purchase": "purchase_status",
    "customer": "customer", "product": "stock_level",
}  # fmt: skip
"""Kind of what is told of -> the question that is about such a thing."""


def asked_after(reader: Reader, understood: Understood) -> Understood | None:
    """The question behind what is told, of the one thing that it tells of; None: there is none."""
    text = understood.text
    things = [tag for tag in understood.tags if tag.kind in ABOUT]
    if len(things) != 1 or not (things[0].known and things[0].sure):
        return None
    words = text.words()
    for at in range(things[0].past, len(words) - 1):
        told = Clause.of(text, 0, at, understood.tags)
        later = Clause.of(text, at + 1, len(words), understood.tags)
        is_asked = later.is_asked or later.ends_in_question
        if words[at] not in MARKS or not is_asked or _asks(reader, told):
            continue
        focus = Act(ABOUT[things[0].kind], {things[0].kind: things[0].value}, "answer")
        asked = bound(reader, focus, reader.read(text.between(at + 1, len(words))))
        if asked.acts and all(_is_of(act, things[0].kind) for act in asked.acts):
            return asked
    return None


def _is_of(act: Act, kind: str) -> bool:
    return act.verdict == "answer" and kind in act.slots


def _asks(reader: Reader, told: Clause) -> bool:
    """Whether what is told asks itself, or for a change."""
    words = [word for word in told.free if word not in MARKS]
    verbs = {stem(word) for word in reader.judge.acting}
    acts = any(stem(word) in verbs and word not in TELLING for word in words)
    return acts or not words or words[0] in QUESTIONS | ASKING or told.ends_in_question
