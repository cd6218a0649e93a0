"""“oh no, undo that, she wants it after all”: what asks to undo, whatever is beside it."""

from __future__ import annotations

import re

from assistant.understanding import gate_words
from assistant.understanding.canonical import canonical
from assistant.understanding.speech import Speech
from assistant.understanding.tokens import Text, read
from assistant.understanding.word_lists import listed, phrases

UNDOING = listed("undo revert reverse rollback")
"""Words that mean nothing else; “put it back” may be said of goods."""
AGAINST = (
    (gate_words.NEGATIONS - {"no"}) | gate_words.SUPPOSING | gate_words.TOLD | gate_words.CONDITIONS
)
STARTLED = frozenset(
    {"oops", "no", "wait", "sorry", "oh", "ah", "damn", "argh", "whoops", "actually", "quick"}
)
MISTAKES = phrases("""
wrong one | wrong order | wrong button | my mistake | my fault | that was wrong | that is wrong |
that was the wrong one | i did not mean that | thats wrong | that was a mistake | wrong place
| my bad
""")
AGHAST = frozenset({"oops", "whoops", "argh", "damn", "no"})
"""Of those, what says that something went wrong: “oh no, put it back how it was”."""
PARTED = re.compile(r"\s*[,.;!]+\s*|\s+-+\s+")


def asks(speech: Speech, text: Text) -> bool:
    """Whether one part of a message asks to undo word for word, and no word speaks against it.

    Args:
        speech: of what undoes.
        text: the message.
    """
    words = text.words()
    asks_else = "?" in words or gate_words.ASKING.intersection(words[:1])
    if asks_else or AGAINST.intersection(words):
        return False
    parts = [_bare(canonical(read(part).words())) for part in PARTED.split(text.clean)]
    if not UNDOING.intersection(words):
        startled = bool(STARTLED.intersection(words[:1])) and not AGHAST.isdisjoint(words[:3])
        bare = [part for part in parts if part]
        return _is_startled(speech, bare, is_startled=startled and len(bare) < len(parts))
    return any(not UNDOING.isdisjoint(part) and speech.says(part) for part in parts)


def _is_startled(speech: Speech, parts: list[list[str]], *, is_startled: bool) -> bool:
    """“oh no, wrong one!! put it back how it was”: a mistake is named, and then what to do."""
    mistakes = [part for part in parts if " ".join(part) in MISTAKES]
    rest = [part for part in parts if part not in mistakes]
    return (bool(mistakes) or is_startled) and len(rest) == 1 and speech.says(rest[0])


def _bare(words: list[str]) -> list[str]:
    """“oops no undo”: without what is only startled."""
    at = next((at for at, word in enumerate(words) if word not in STARTLED), len(words))
    return words[at:]
