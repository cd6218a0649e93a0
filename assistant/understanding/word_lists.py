"""Word lists as people write them: words with blanks between, phrases with bars between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

FOLDER = Path(__file__).parent / "words"


def listed(words: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(words.split())


def phrases(text: str) -> tuple[str, ...]:
    """Phrases parted by “|”, each on one line with single blanks."""
    return tuple(" ".join(phrase.split()) for phrase in text.split("|") if phrase.strip())


def everyday() -> frozenset[str]:
    """The words of `words/everyday.txt`: right as they stand, and no more than that."""
    return listed((FOLDER / "everyday.txt").read_text(encoding="utf-8"))


def table(name: str) -> Mapping[str, str]:
    """Phrase -> meaning, from a file of `words`: a meaning, and indented below it its phrases."""
    return {phrase: meaning for meaning, said in _entries(name) for phrase in said}


def short_forms(name: str) -> Mapping[str, tuple[str, ...]]:
    """Meaning -> its phrases, from such a file; one phrase may have several meanings."""
    return dict(_entries(name))


def _entries(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    meaning, said = "", ""
    for line in [*(FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines(), "end"]:
        if line.startswith(" "):
            said += line
            continue
        yield meaning, phrases(said)
        meaning, said = line, ""
