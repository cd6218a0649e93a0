"""May a change be prepared from these words? Every reason against it, by rule, not by likelihood.

A clause must ask for the change itself, now, of us, for things that exist. What is denied, asked,
supposed, told of others, put off, or meant for everything at once prepares nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from assistant.understanding import gate_words
from assistant.understanding.canonical import DROPPED, canonical
from assistant.understanding.clause import Clause
from assistant.understanding.english import is_ordinary
from assistant.understanding.features import stem
from assistant.understanding.speech import Speech

NAMED = "\0"
"""Stands for a word that names something."""
SPOKEN_TO = frozenset({"tell", "ask", "remind", "text", "email", "phone"})
UNTIL = frozenset({"until", "till", "by", "for", "before"})
ROOM = {
    "product": "to_product",
    # “the mugs from 2 to 3”: where goods change, their number does too
    "units": "to_product",
    "place": "from_place",
    "order": "order",
    "return": "return",
    "purchase": "purchase",
    "money": "",
    "tracking": "",
    "supplier": "",
    "channel": "",
    "address": "",
    "note": "",
}
"""Kind -> the second slot that can hold one; itself: a list of them."""
ANCHORS = frozenset({"order", "return", "purchase", "product"})
"""What makes a request certain to be about us."""
SPOKEN_OF = ANCHORS | {"customer"}
MOST_TOLD = 5
"""Words that may say why after a request."""
WHO = frozenset(
    {"she", "he", "they", "customer", "client", "lady", "chap", "guy", "bloke", "buyer"}
)
JOINS = frozenset({"and", "so", "but", "or", "then"})
LISTS = {
    "negation": gate_words.NEGATIONS,
    "supposed": gate_words.SUPPOSING,
    "told": gate_words.TOLD,
    "put off": gate_words.LATER,
    "everything": gate_words.EVERYTHING,
}
NOT_NOW = (*gate_words.NOT_YET, *gate_words.LATER_PHRASES)
TOLD_ANYHOW = frozenset({"yesterday", "already", "any", "all"})
"""What a question may say, too."""


def against(
    speech: Speech, clause: Clause, *, exact: bool, today: dt.date, whole: Clause | None = None
) -> list[str]:
    """Every reason not to prepare the change; empty when it may be prepared.

    Args:
        speech: of the command.
        clause: that asks for it.
        exact: whether it is one of the command's own phrases, word for word.
        today: the day it is.
        whole: the message that it is a part of, whose every word may speak against it.
    """
    words = [word for word in (whole or clause).free if word != NAMED]
    allowed = speech.allows
    if exact:
        allowed |= {word for said in speech.literals(clause.words) for word in (said, short(said))}
    thanked = words[:2] if tuple(words[:2]) in gate_words.THANKING else []
    reasons = [
        *([f"told: {' '.join(thanked)}"] if thanked else []),
        *_said(_asked(words), allowed),
        *_addressed(clause, allowed),
        *_mood(clause, words, allowed),
        *_identifiers(speech, clause),
        *_strays(speech, clause),
        *_timed(speech, whole or clause, today),
    ]
    if not exact and not _asks(speech, clause):
        reasons.append("no request")
    left, told = split_strange(speech, clause)
    if len(left) > (1 if exact else 0) + len(clause.tags) // 4 or len(told) > MOST_TOLD:
        reasons.append(f"unexplained: {' '.join([*left, *told])}")
    reasons += [f"put off: {word}" for word in told if word in gate_words.CONDITIONS - allowed]
    return reasons


def short(word: str) -> str:
    """“doesn't” as it is typed in a hurry."""
    return word.replace("'", "")


def speaks_against(words: Sequence[str]) -> list[str]:
    """Every word that denies, supposes, tells of, puts off or asks about a change."""
    asked = [f"asked: {word}" for word in words[:1] if word in gate_words.ASKING]
    return [*asked, *_said(words, frozenset())]


def doubts(clause: Clause, acts: frozenset[str]) -> bool:
    """Whether what looks like a question tells of something, or speaks of doing what is not asked.

    Args:
        clause: what was said.
        acts: the verbs of all changes, in the form in which they are asked for.
    """
    # what is told after the last thing that is named says why it is asked
    told = max((tag.past for tag in clause.tags if tag.kind in SPOKEN_OF), default=clause.past)
    words = [word for word in clause.free[: told - clause.first] if word != NAMED]
    start = _without_aides(clause.words)
    if start and start[0] in acts:
        return True
    if clause.words and clause.words[0] in gate_words.TELLING and clause.words[1:2] != ["need"]:
        return True
    if not {stem(word) for word in words} & {stem(word) for word in acts}:
        return False
    joined = f" {' '.join(words)} "
    asks_whether = any(f" {phrase} " in joined for phrase in gate_words.UNSURE_ASKING)
    return asks_whether or bool(set(words) & gate_words.MODAL) or any(_said(words, TOLD_ANYHOW))


def unexplained(speech: Speech, clause: Clause) -> list[str]:
    """Words of a clause that nothing in the command's phrases accounts for."""
    return [word for word, _ in _strange(speech, clause)]


def split_strange(speech: Speech, clause: Clause) -> tuple[list[str], list[str]]:
    """Words that nothing accounts for: in the request itself, and in what is told after it.

    “scrap 1043, she found it elsewhere”: what follows the last thing that is named only says why.
    """
    strange = _strange(speech, clause)
    hard = [tag for tag in clause.tags if tag.known and tag.kind in ANCHORS]
    if not hard:
        return [word for word, _ in strange], []
    begins = _explanation(clause, max(tag.past for tag in clause.tags))
    return (
        [word for word, at in strange if at < begins],
        [word for word, at in strange if at >= begins],
    )


def _explanation(clause: Clause, after: int) -> int:
    """Where it begins to say why: at a mark, “because”, who did what. “sideways” says how."""
    starts = gate_words.BREAKS | gate_words.REASONING | gate_words.SUBJECTS
    words = clause.text.tokens
    return next((at for at in range(after, clause.past) if words[at].word in starts), clause.past)


def _strange(speech: Speech, clause: Clause) -> list[tuple[str, int]]:
    return [(word, at) for word, at in clause.placed if not _is_explained(speech, word)]


def _is_explained(speech: Speech, word: str) -> bool:
    return (
        word.startswith("<")
        or word.isdigit()
        or word in speech.vocabulary
        or word in gate_words.JOINING
        or stem(word) in speech.stems
    )


def _asked(words: Sequence[str]) -> Sequence[str]:
    """The words without “could you”, which asks and supposes nothing."""
    bare = [word for word in words if word not in DROPPED]
    for request in gate_words.REQUESTS:
        parts = request.split()
        if bare[: len(parts)] == parts:
            return bare[len(parts) :]
    return words


def _said(words: Sequence[str], allowed: frozenset[str]) -> Iterator[str]:
    joined = f" {' '.join(words)} ".replace(" would like ", " ").replace(" would need ", " ")
    for name, against_it in LISTS.items():
        found = [word for word in joined.split() if word in against_it and word not in allowed]
        if found:
            yield f"{name}: {found[0]}"
    for phrase in gate_words.ALWAYS:
        if f" {phrase} " in joined:
            yield f"doubt: {phrase}"
    for phrase in NOT_NOW:
        if f" {phrase} " in joined and not set(phrase.split()) & allowed:
            yield f"put off: {phrase}"


def _addressed(clause: Clause, allowed: frozenset[str]) -> Iterator[str]:
    """“@hannah …”, “Hannah, …” however it is written, “tell Hannah to …”."""
    tokens = clause.text.tokens
    first = next((token for token in tokens if token.is_word and token.word not in DROPPED), None)
    told = first is not None and first.word in SPOKEN_TO - allowed
    calls = (
        len(tokens) > 2
        and tokens[1].word == ","
        and (tokens[0].raw[0].isupper() or not is_ordinary(tokens[0].word))
        and tokens[0].word not in DROPPED | gate_words.CALLS
        and not any(tag.first == 0 and tag.kind != "customer" for tag in clause.tags)
    )
    if told or calls or "@" in clause.text.words():
        yield "said to somebody else"


def _mood(clause: Clause, words: Sequence[str], allowed: frozenset[str]) -> Iterator[str]:
    """A question that is no request."""
    bare = [word for word in clause.free if word not in DROPPED]
    while bare and bare[0] in JOINS:
        bare = bare[1:]
    start = f"{' '.join(bare)} "
    is_request = any(start.startswith(f"{one} ") for one in gate_words.REQUESTS)
    if bare and bare[0] in gate_words.ASKING - allowed and not is_request:
        yield f"question: {bare[0]}"
    said = clause.text.words()
    if said[-1:] == ("?",) and not is_request and not {"please", "pls"} & set(said):
        yield "question mark"
    if gate_words.POSSIBLE & set(words):
        yield "question: possible"


def _timed(speech: Speech, clause: Clause, today: dt.date) -> Iterator[str]:
    """A change is made now: what was done on a past day is told, what waits for another put off."""
    for tag in clause.named("date"):
        back, ahead = tag.value[False], tag.value[True]
        if today.isoformat() in {back.get("from"), back.get("to"), ahead.get("from")}:
            continue
        said = clause.text.between(tag.first, tag.past).lower()
        # “until Friday” and “by Friday” say how, “Friday” alone says when to do it
        says_how = said.split()[0] in UNTIL or clause.before(tag) in UNTIL
        if not says_how or "date" not in speech.takes:
            yield f"put off: {said}"


def _identifiers(speech: Speech, clause: Clause) -> Iterator[str]:
    strange = {at for _, at in _strange(speech, clause)}
    for tag in clause.tags:
        if tag.kind == "product" and tag.sure and {tag.first - 1, tag.past} & strange:
            # “six parrot swings”, where parrots are all that there is
            yield f"unsure product: {' '.join(tag.value)}"
        if not tag.known:
            yield f"unknown {tag.kind}: {tag.value}"
        if tag.kind == "product" and not tag.sure:
            yield f"unsure product: {' '.join(tag.value)}"


def _strays(speech: Speech, clause: Clause) -> Iterator[str]:
    """What is named and has no place in the command: “add 3 mugs in Leeds and 1044”."""
    for kind, second in ROOM.items():
        room = (kind in speech.takes) + (second in speech.takes)
        stray = clause.named(kind)[room:] if second != kind or not room else []
        for tag in stray:
            yield f"no place for {kind}: {clause.text.between(tag.first, tag.past)}"


def _asks(speech: Speech, clause: Clause) -> bool:
    """Whether the clause's main verb asks for the command."""
    if _is_judged(clause):
        return False
    if _leads(speech, clause.words):
        return not _is_told_of(clause.words)
    return any(
        _leads(speech, part, plain=True) and not _is_told_of(part)
        # “1043 looks lovely, send me a photo” asks for no parcel
        and all(_is_explained(speech, word) for word in part)
        for part in _later_parts(clause)
    )  # fmt: skip


def _leads(speech: Speech, said: Sequence[str], *, plain: bool = False) -> bool:
    """Whether words begin with a verb of the command, or with a known thing and then the verb.

    Args:
        speech: of the command.
        said: canonical words.
        plain: only as it is asked for: “book it in”, not “booked”.
    """
    words = _without_aides(said)
    if words and _is_cue(speech, words[0]) and not (plain and words[0].endswith("ed")):
        return True
    # “1043 is packed and gone”, “for 1043, add …”: a known thing and then the verb
    rest = words
    while rest and (rest[0].startswith("<") or rest[0] in gate_words.LINKS):
        rest = rest[1:]
    # “1043 was returned, she found it elsewhere” tells what became of it
    if plain or {"was", "were", "had"} & set(words[: len(words) - len(rest)]):
        return False
    wants = _after_wanting(words)
    return (bool(rest) and len(rest) < len(words) and _is_cue(speech, rest[0])) or (
        bool(wants) and _is_cue(speech, wants[0])
    )


def _after_wanting(words: Sequence[str]) -> Sequence[str]:
    """“St Brides want to send …”, “she'd like to swap …”: what somebody wants of us."""
    for at in range(1, min(len(words), 4)):
        named = words[at - 1].startswith("<") or words[at - 1] in WHO
        for wanting in gate_words.WANTING:
            parts = wanting.split()
            if named and list(words[at : at + len(parts)]) == parts:
                return words[at + len(parts) :]
    return ()


def _is_told_of(words: Sequence[str]) -> bool:
    """“ship 1043 was late”: what looks like the verb is the name of something."""
    bare = _without_aides(words)
    return len(bare) > 2 and bare[1].startswith("<") and bare[2] in gate_words.FINITE


def _is_judged(clause: Clause) -> bool:
    """“move 6 mugs to York was a mistake”: what is named ends before a verb of its own."""
    past = max((tag.past for tag in clause.tags), default=clause.past)
    word = clause.text.tokens[past].word if past < clause.past else ""
    begins = clause.words[0] if clause.words else "<"
    return word in gate_words.FINITE and not begins.startswith("<")


def _later_parts(clause: Clause) -> Iterator[list[str]]:
    """The words after each comma, full stop, “so” or “then”, as far as the next."""
    part: list[str] = []
    is_later = False
    for said, _ in [*clause.masked, (".", 0)]:
        if said in gate_words.BREAKS or said in gate_words.REASONING:
            if is_later and part:
                yield part
            # “cancel: ship 1043” and “no, ship 1043” begin with more than a reason
            is_later = is_later or len(part) > 1
            part = []
        else:
            part += canonical([said])


def _is_cue(speech: Speech, word: str) -> bool:
    return word in speech.cues or stem(word) in speech.cue_stems


def _without_aides(words: Sequence[str]) -> list[str]:
    """Canonical words without what stands before the verb of a request."""
    left, changed = list(words), True
    while changed:
        changed = False
        for aide in gate_words.AIDES:
            parts = aide.split()
            if left[: len(parts)] == parts and len(left) > len(parts):
                left, changed = left[len(parts) :], True
                break
    return left
