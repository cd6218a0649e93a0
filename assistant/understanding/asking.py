"""Whether a part of a message asks for a change by its verb, or tells of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.understanding import gate_words
from assistant.understanding.canonical import canonical
from assistant.understanding.clause import Clause
from assistant.understanding.features import stem
from assistant.understanding.speech import Speech
from assistant.understanding.wording import is_explained

WHO = frozenset(
    {"she", "he", "they", "customer", "client", "lady", "chap", "guy", "bloke", "buyer"}
)
POINTING = frozenset(
    {"it", "that", "this", "one", "them", "those", "these", "him", "her", "me", "so"}
)
"""What a request behind a comma may be about, besides what it names."""


def asks(speech: Speech, clause: Clause) -> bool:
    """Whether the clause's main verb asks for the command."""
    if _is_judged(clause) or tells_who_did(clause):
        return False
    if _leads(speech, clause.words):
        return not _is_told_of(clause.words)
    return any(
        _leads(speech, part, plain=True) and not _is_told_of(part)
        # “1043 looks lovely, send me a photo” asks for no parcel
        and all(is_explained(speech, word) for word in part)
        and not any(map(speech.only_heard, part))
        and (len(part) == 1 or not POINTING.isdisjoint(part) or any(map(_is_named, part)))
        for part in _later_parts(clause)
    )  # fmt: skip


def _leads(speech: Speech, said: Sequence[str], *, plain: bool = False) -> bool:
    """Whether words begin with a verb of the command, or with a known thing and then the verb.

    Args:
        speech: of the command.
        said: canonical words.
        plain: only as it is asked for: “book it in”, not “booked”.
    """
    words = without_aides(said)
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
    bare = without_aides(words)
    return len(bare) > 2 and bare[1].startswith("<") and bare[2] in gate_words.FINITE


def _is_judged(clause: Clause) -> bool:
    """“move 6 mugs to York was a mistake”: what is named ends before a verb of its own."""
    begins = clause.words[0] if clause.words else "<"
    return after_all(clause) in gate_words.FINITE and not begins.startswith("<")


def after_all(clause: Clause) -> str:
    """The word after the last thing that is named; nothing where that ends the clause."""
    past = max((tag.past for tag in clause.tags), default=clause.past)
    return clause.text.tokens[past].word if past < clause.past else ""


def tells_who_did(clause: Clause) -> bool:
    """“Rose returned her candle himself”, “they shipped it”: somebody, and what they did."""
    said = clause.text.tokens
    people = {tag.past for tag in clause.tags
              if tag.kind == "customer" or said[tag.first].word in WHO}  # fmt: skip
    return any(at in people and word.endswith("ed")
               for at, word in enumerate(clause.free, start=clause.first))  # fmt: skip


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


def _is_named(word: str) -> bool:
    return word.startswith("<")


def _is_cue(speech: Speech, word: str) -> bool:
    return word in speech.cues or stem(word) in speech.cue_stems


def without_aides(words: Sequence[str]) -> list[str]:
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
