"""Words of a sentence, what it names put in place of them -> the words that tell what is meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.understanding.word_lists import listed, table

DROPPED = listed("""
the a an our please pls plz just also , . : ; ! ? - " ( ) ' + & = / > < * 's kindly quickly asap
hi hey hello morning afternoon evening backroom thanks thank ta cheers thx guys folks mate team
then actually really ok okay right well so um er erm hmm yeah oh ah ooh btw back-room
mr mrs ms messrs
""")
"""Words that change no meaning."""
SAME = table("spellings")
"""Spellings and short forms of one word."""
OPENERS = frozenset(
    {"where", "what", "who", "how", "when", "that", "there", "it", "here", "which", "why"}
)


def canonical(words: Sequence[str]) -> list[str]:
    """The words that count, in one spelling; named things are “<order>” and stay."""
    found: list[str] = []
    for at, word in enumerate(words):
        if word == "'s" and at and words[at - 1] in OPENERS:
            found.append("has" if _is_done(words[at + 1 : at + 3]) else "is")
        else:
            found += kept([word])
    return found


def _is_done(following: Sequence[str]) -> bool:
    """“what's Luca ordered”: somebody, and what they did."""
    did = following[-1] if len(following) == 2 else ""
    return following[:1] == ["<customer>"] and (did.endswith("ed") or did in {"bought", "had"})


def kept(words: Iterable[str]) -> list[str]:
    """The words that count, in one spelling."""
    found: list[str] = []
    for word in words:
        contracted = word[:-2] if word.endswith("'s") and word[:-2] in OPENERS else ""
        if contracted:
            found += [contracted, "is"]
        elif (
            word.endswith(("'d", "'ve", "'re", "'ll", "'m")) and len(word) > 3 and word not in SAME
        ):
            head, _, tail = word.partition("'")
            found += kept([head, f"'{tail}"])
        elif word in SAME:
            found += SAME[word].split()
        elif word not in DROPPED:
            found.append(word)
    return found
