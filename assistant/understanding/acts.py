"""What a message asks for, as the pipeline hands it on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.slots import Slots
from assistant.understanding.tag_sheet import Tag
from assistant.understanding.tokens import Text

CAREFUL = ("clarify", "confirm", "answer", "suggest")
"""Verdicts, the most careful first."""


@dataclass(frozen=True)
class Act:
    """One thing that is asked for."""

    command: str
    slots: Slots
    verdict: str
    """answer, confirm, clarify, suggest or none."""
    asks: str = ""
    """The slot to ask for, of a `clarify`."""
    given: str = ""
    """The slot that was asked for and told last, which a correction is about first."""
    offered: tuple[str, ...] = ()
    """Those of which one was asked for and told."""
    stage: str = "score"
    """phrase: one of the command's own, word for word; score: the likeliest; talk: from what was
    said before; model: a language model named it."""
    score: float = 0.0
    runner_up: tuple[str, float] = ("", 0.0)
    against: tuple[str, ...] = ()
    """Why no change was prepared."""
    repaired: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Understood:
    """What a message asks for."""

    text: Text
    tags: tuple[Tag, ...]
    acts: tuple[Act, ...]

    @property
    def verdict(self) -> str:
        """What is to be done about the whole: the most careful of its parts."""
        return most_careful(self.acts)


def most_careful(acts: Sequence[Act]) -> str:
    """What is to be done about several acts at once."""
    found = [act.verdict for act in acts]
    return next((one for one in CAREFUL if one in found), "none")
