"""“where is 1043, she's getting cross”: a question, and behind it what is only said beside it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assistant.understanding.clause import QUESTIONS, Clause
from assistant.understanding.features import stem
from assistant.understanding.gate_words import ASKING
from assistant.understanding.word_lists import listed

MARKS = frozenset({",", ".", ";", "-", "!", "?", ":", "("})
SUBJECTS = listed("""
she he they it i we shes hes theyre im were its ive weve customer customers client lady bloke guy
woman man chap fella lad lass girl gentleman someone somebody folk people boss manager owner phone
line counter desk till queue cos because coz since as got getting gets need needs been urgent asap
quick quickly hurry waiting stood standing her his their my our he'd she'd they'd van driver
courier post deadline sorry please pls ta cheers thanks mate love lol
""")
"""A remark begins with who or what it is of, or with how pressing it is."""
NAMES = frozenset({"customer", "reason", "stage"})
"""What a remark may name without asking for anything."""
PEOPLE, THINGS = listed("she he they"), frozenset({"product", "place", "category"})
"""“what's his email? He left his glasses by the boots”: of goods, too, it is only told."""
TELLING = listed("""
has going went calls calling called gives keeps keeping mailing mailed losing loses off paying lost
arrives arriving delivered sent waits using leaving leaves
""")
"""Forms of verbs of changes with which a remark tells of people: “she keeps ringing”."""
UNABLE = listed("won't wont doesn't doesnt can't cant not never")
TALKING = listed("i we you she he they it this hope hoping my our first new nice lovely that")
"""With what people go on behind a greeting or thanks."""
WITHIN = 3
"""Words of a remark of which one says what it is."""
MOST = 14


def questions(whole: Clause, acting: frozenset[str]) -> Iterator[Clause]:
    """The parts of a message that stand before nothing but a remark, the longest first.

    Args:
        whole: the message.
        acting: verbs of all changes: what has one of them is no remark.
    """
    tokens = whole.text.tokens
    for at in range(whole.past - 2, whole.first, -1):
        if tokens[at].word not in MARKS:
            continue
        beside = Clause.of(whole.text, at + 1, whole.past, whole.tags)
        is_told = tokens[at].word == "?" and beside.text.words()[at + 1] in PEOPLE
        if is_remark(beside, acting, NAMES | THINGS if is_told else NAMES):
            yield Clause.of(whole.text, whole.first, at, whole.tags)


def is_talk(said: Clause, acting: frozenset[str]) -> bool:
    """Whether words behind a greeting name nothing, ask nothing and begin as people talk."""
    words = [word for word in said.free if word not in MARKS]
    verbs = {stem(word) for word in acting}
    acts = any(stem(word) in verbs and word not in TELLING for word in words)
    begins = bool(words) and words[0] in TALKING
    return begins and not acts and not said.tags and len(words) <= MOST


def is_remark(beside: Clause, acting: frozenset[str], names: frozenset[str] = NAMES) -> bool:
    """Whether words only say why it is asked, or how pressing it is.

    Args:
        beside: the words.
        acting: verbs of all changes.
        names: kinds of what they may name.
    """
    words = [word for word in beside.free if word not in MARKS]
    if not words or len(words) > MOST or {tag.kind for tag in beside.tags} - names:
        return False
    begins = not SUBJECTS.isdisjoint(beside.text.words()[beside.first :][:WITHIN])
    begins |= any(tag.kind == "customer" and tag.first == beside.first for tag in beside.tags)
    asks = beside.ends_in_question or words[0] in (QUESTIONS | ASKING) - {"can't", "hasn't"}
    verbs = {stem(word) for word in acting}
    acts = any(
        stem(word) in verbs
        and word not in TELLING
        # “he won't stop emailing”
        and not (word == "stop" and before in UNABLE)
        for before, word in pairwise(["", *words])
    )
    return begins and not asks and not acts
