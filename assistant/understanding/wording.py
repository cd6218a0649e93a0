"""Words that nothing accounts for: neither a command's phrases nor what people wrote."""

from __future__ import annotations

from assistant.understanding import gate_words
from assistant.understanding.clause import Clause
from assistant.understanding.features import stem
from assistant.understanding.speech import Speech
from assistant.understanding.word_lists import listed

CONTAINERS = listed("""
jar jars tin tins tub tubs tube tubes bottle bottles packet packets pack packs roll rolls
""")
"""Right behind goods these say in what they are: “one night cream jar”."""


def unaccounted(speech: Speech, clause: Clause) -> list[tuple[str, int]]:
    """Such words of a part, each with the token at which it stands."""
    # “parrot swings” where there is parrot food: beside goods a word may be of another's name
    beside = {at for tag in clause.named("product") for at in (tag.first - 1, tag.past)}
    behind = {tag.past for tag in clause.named("product") if tag.sure}
    return [
        (word, at)
        for word, at in clause.placed
        if not is_explained(speech, word) or (at in beside and speech.only_heard(word))
        if not (at in behind and word in CONTAINERS)
    ]


def is_explained(speech: Speech, word: str) -> bool:
    """Whether a word names something, or belongs to how a command is asked for."""
    return (
        word.startswith("<")
        or word.isdigit()
        or word in speech.vocabulary
        or word in gate_words.JOINING
        or stem(word) in speech.stems
    )
