"""The words that point at what was spoken of: “it”, “them”, “that one”, “there”."""

from __future__ import annotations

from assistant.understanding import around
from assistant.understanding.acts import Understood
from assistant.understanding.word_lists import listed

POINTING = listed("""
it that this them those these they one its same her his him she he their
""")
BEING = listed("is are was were 's be been any isn't aren't out over")
"""Beside “there”, where it stands for no place."""


def tokens_of(understood: Understood) -> tuple[int, int] | None:
    """The tokens of “it”, “each”, “that one”, “that order”, or of the place that “there” is."""
    words, taken = understood.text.words(), _taken(understood)
    there = there_at(understood)
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else ""
        # “how many of each have we got”; “move 5 of each” is of more than one
        is_each = word == "each" and words[max(0, at - 2) : at] == ("many", "of")
        if (word in POINTING or is_each or at == there) and at not in taken:
            # “her return” is another thing than her order
            is_whose = word in around.PERSONAL and following == "return"
            counts = following in {"one", "ones", "order", "return", "parcel"} and not is_whose
            return at, at + 1 + counts
    return None


def there_at(understood: Understood) -> int | None:
    """The token of “there”, where it stands for a place: not in “is there”."""
    words, taken = understood.text.words(), _taken(understood)
    # “headtorches there?”
    first = 1 if 0 in taken else 2
    return next(
        (
            at
            for at, word in enumerate(words)
            if word == "there" and at >= first and at not in taken
            and BEING.isdisjoint({words[at - 1], *words[at + 1 : at + 2]})
        ),
        None,
    )  # fmt: skip


def _taken(understood: Understood) -> set[int]:
    return {at for tag in understood.tags for at in range(tag.first, tag.past)}
