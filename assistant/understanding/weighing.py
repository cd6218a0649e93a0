"""What one reading of a message amounts to beside another: the parts of it, or the whole."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.acts import Act
from assistant.understanding.beside import HARD, SURE
from assistant.understanding.clause import QUESTIONS, Clause
from assistant.understanding.tag_sheet import Tag

LEAST = 0.5
"""So likely has to be each of several requests."""


def scored(name: str, chance: float, second: tuple[float, str], stage: str = "score") -> Act:
    """A command that is so likely, and the next one."""
    runner_up = (second[1], round(second[0], 3))
    return Act(name, {}, "none", stage=stage, score=round(chance, 3), runner_up=runner_up)


def asks_itself(act: Act, clause: Clause) -> bool:
    """“how many lamps, and what do the rugs cost”: a question of its own, not “what about rugs”."""
    sure = act.verdict == "answer" and (act.stage == "phrase" or act.score >= SURE)
    return sure and clause.words[0] in QUESTIONS and clause.words[1:2] != ["about"]


def holds_all(act: Act, named: Sequence[Tag]) -> bool:
    """Whether nothing that is named would be left out."""
    held = {name.removeprefix("from_").removeprefix("to_") for name in act.slots}
    held |= {"units"} if "counted" in held else set()
    return {tag.kind for tag in named} & (HARD | {"units", "customer"}) <= held


def is_better(acts: list[Act], one: Act) -> bool:
    """Whether several requests are likelier than the message being one."""
    if one.verdict in {"none", "suggest"}:
        return True
    if all(act.command == one.command for act in acts):
        of_each = ("product", "channel") if one.verdict == "answer" else ("product",)
        return one.stage != "phrase" and any(
            all(act.slots.get(name) for act in acts) for name in of_each
        )
    return min(act.score for act in acts) >= LEAST


def says_more(one: Act, parts: Sequence[Act]) -> bool:
    """“…, via the till”: whether the whole is the one change of its parts, with more of it."""
    if not parts or one.verdict != "confirm" or one.command != parts[0].command:
        return False
    # “PO-304 has arrived, at the warehouse, book it in”: what each of the others lacks is told
    lacking = all(act.verdict == "clarify" and act.slots.items() <= one.slots.items()
                  for act in parts[1:])  # fmt: skip
    return lacking and parts[0].slots.items() < one.slots.items()
