"""Whether a clause only asks: a question is no request, but for “could you”."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.understanding import gate_words
from assistant.understanding.canonical import DROPPED
from assistant.understanding.clause import NAMED, Clause

JOINS = frozenset({"and", "so", "but", "or", "then"})
TELLING_HOW = frozenset({"how", "remind"})
JOINING = (["and"], ["also"], ["then"])
ASKS_WHETHER = tuple([one] for one in ("has", "have", "did", "does", "is", "are", "was", "were"))
"""With what it is asked whether something happened, and then of what."""
OF_IT = tuple([one] for one in ("it", "they", "that", "this", "she", "he", "those", "these"))


def without_request(words: Sequence[str]) -> Sequence[str]:
    """The words without “could you”, which asks and supposes nothing."""
    bare = [word for word in words if word not in DROPPED]
    for request in gate_words.REQUESTS:
        parts = request.split()
        if bare[: len(parts)] == parts:
            return bare[len(parts) :]
    return words


def bare_of_manners(words: Sequence[str]) -> list[str]:
    """“sort it would you”, “the minimum should be 6”: without words that suppose nothing there."""
    joined = f" {' '.join(words)} "
    for manner in gate_words.MANNERS:
        joined = joined.replace(f" {manner} ", " ")
    return joined.split()


def only_asks(clause: Clause, words: Sequence[str], allowed: frozenset[str]) -> Iterator[str]:
    """A question that is no request."""
    bare = [word for word in clause.free if word not in DROPPED]
    while bare and bare[0] in JOINS:
        bare = bare[1:]
    start = f"{' '.join(bare)} "
    is_request = any(start.startswith(f"{one} ") for one in gate_words.REQUESTS)
    # “Beatrix would like 3 sets, could you set that up?”
    is_request = is_request or _requests_later(clause) or _goes_on(clause)
    if bare and bare[0] in gate_words.ASKING - allowed and not is_request:
        yield f"question: {bare[0]}"
    if not is_request and any(map(_asks_whether, _tails(clause))):
        yield "question: has"
    said = clause.text.words()
    if clause.ends_in_question and not is_request and not {"please", "pls"} & set(said):
        yield "question mark"
    if gate_words.POSSIBLE & set(words):
        yield "question: possible"


def _goes_on(clause: Clause) -> bool:
    """“can you tell me where 1043 is and put 1044 on hold?”: the second of two requests."""
    words = list(clause.text.words()[: clause.first])
    joined = words[-1:] in JOINING or list(clause.free[:1]) in JOINING
    asked = [word for word in clause.free if [word] not in JOINING][:1]
    if not {*asked} - gate_words.ASKING - {NAMED} or not TELLING_HOW.isdisjoint(words):
        return False  # “… and can the customer cancel 1044”, “… how you do it and release 1044”
    start = f"{' '.join(word for word in words if word not in DROPPED)} "
    return joined and any(start.startswith(f"{one} ") for one in gate_words.REQUESTS)


def _tails(clause: Clause) -> Iterator[list[str]]:
    """The words after each comma or dash, and after what a message names first."""
    words = list(clause.free)
    named = next((at for at, word in enumerate(words) if word != NAMED), len(words))
    if named:
        yield words[named:]
    for at, word in enumerate(words):
        if word in {",", "-", "."}:
            yield words[at + 1 :]


def _asks_whether(part: Sequence[str]) -> bool:
    """“PO-88, has it shown up”."""
    return part[:1] in ASKS_WHETHER and part[1:2] in OF_IT


def requests_of_another(said: Sequence[str], clause: Clause) -> bool:
    """“Sam can you release 1043”: a request that neither begins the message nor follows a mark."""
    joined = f" {' '.join(said)} "
    is_there = any(f" {one} " in joined for one in gate_words.REQUESTS)
    return is_there and not _requests_later(clause)


def _requests_later(clause: Clause) -> bool:
    """Whether “could you” stands behind a mark."""
    said = " ".join(token.word for token in clause.text.tokens[clause.first : clause.past])
    return any(
        f"{mark} {one} " in said for mark in (",", "-", ".", ";") for one in gate_words.REQUESTS
    )
