"""“Tomasz was in again with that long face, so what's the story with his parcel?”

A story, and then a question that is whole by itself once it is known of whom it is: what was told
before it changes nothing of what is asked, and its days and numbers are none of the question's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.understanding.clause import QUESTIONS, REQUESTING, SHOWING, Clause
from assistant.understanding.english import FUNCTION
from assistant.understanding.gate_words import ASKING, REQUESTS
from assistant.understanding.needing import VERBS
from assistant.understanding.strangers import strangers
from assistant.understanding.tag_sheet import DOCUMENTS, Tag
from assistant.understanding.word_lists import listed, phrases

MARKS = frozenset({",", ".", ";", "-", ":", "!"})
JOINS = listed("so and but then anyway well right ok now please")
OPENING = JOINS | listed("hi hello hey morning please pls kindly oh um hiya sorry")
BEGINS = phrases("""
give me | give us | list me | list | show me | show us | tell me | let me have | let me know
| find me | can you tell me | could you tell me | can you show me | could you show me | remind me
""")
"""With what it is asked to be shown something."""
REQUESTED = QUESTIONS | ASKING | SHOWING | VERBS | listed("start make book write get set")
"""With what a part begins that asks for something."""
LEAST_TOLD, LEAST_ASKED = 4, 3
"""Words of the story, and of the question."""
OWNED = re.compile(r"\b(?:his|her|their)\b(?= \w)", re.IGNORECASE)
WHOM = re.compile(r"\b(?:them|him|her|they|she|he)\b", re.IGNORECASE)
THING = re.compile(r"\b(?:it|that one|this one|them|those|these|they)\b", re.IGNORECASE)
THINGS = frozenset({*DOCUMENTS, "product"})


def question(whole: Clause, acting: frozenset[str]) -> tuple[Clause, Clause] | None:
    """The story and the question of a message; None: it is not of that kind.

    Args:
        whole: the message.
        acting: verbs of all changes: a part that begins with one is no story.
    """
    words = whole.text.words()
    for at in range(whole.past - LEAST_ASKED, whole.first + LEAST_TOLD - 1, -1):
        if words[at] not in MARKS and words[at] != "so":
            continue
        first = at + 1
        while first < whole.past and words[first] in JOINS | MARKS:
            first += 1
        if whole.past - first < LEAST_ASKED:
            continue
        asked = Clause.of(whole.text, first, whole.past, whole.tags)
        if _asks(asked) and _tells(words[whole.first : at], acting):
            return Clause.of(whole.text, whole.first, at, whole.tags), asked
    return None


def _asks(part: Clause) -> bool:
    words = part.text.words()[part.first : part.past]
    said = f"{' '.join(words)} "
    shows = any(said.startswith(f"{one} ") for one in BEGINS)
    return shows or (part.ends_in_question and words[0] in QUESTIONS | ASKING - REQUESTING)


def _tells(words: Sequence[str], acting: frozenset[str]) -> bool:
    """Whether words are a story: long enough, and none of its parts asks for something."""
    said, starts = [word for word in words if word not in MARKS], True
    for word in words:
        if starts and word in REQUESTED | acting:
            return False
        starts = (starts and word in OPENING) or word in MARKS or word in {"and", "so", "but"}
    joined = f" {' '.join(words)} "
    return len(said) >= LEAST_TOLD and "?" not in words and not any(
        f" {one} " in joined for one in REQUESTS)  # fmt: skip


def of_whom(story: Clause, asked: Clause) -> str:
    """The question with who or what it points at said instead, as the story names that."""
    said = asked.text.between(asked.first, asked.past)
    if asked.named("customer", *THINGS):
        return said
    people = _spoken_of(story, "customer")
    if not people:
        people = [story.text.between(tag.first, tag.past)
                  for tag in strangers(story.text, ()) if tag.kind == "customer"]  # fmt: skip
    documents = _spoken_of(story, *DOCUMENTS)
    # “Ann's kits, 1043, have they gone out?”
    ways = [(THING, documents[0])] if len(documents) == 1 else []
    ways += [(OWNED, f"{people[-1]}'s"), (WHOM, people[-1])] if people else []
    for pointing, instead in ways:
        if pointing.search(said):
            return pointing.sub(instead, said, count=1)
    things = _spoken_of(story, *THINGS)
    if len(things) != 1:
        return said
    if THING.search(said):
        return THING.sub(things[0], said, count=1)
    # “what have we got?”
    is_bare = FUNCTION.issuperset(
        word for word in re.findall(r"'?[a-z]+", said.lower()) if word not in {"got", "left"}
    )
    return f"{said.rstrip(' ?')} {things[0]}?" if is_bare else said


def _spoken_of(story: Clause, *kinds: str) -> list[str]:
    found: dict[str, Tag] = {str(tag.value): tag for tag in story.named(*kinds)}
    return [story.text.between(tag.first, tag.past) for tag in found.values()]
