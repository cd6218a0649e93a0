"""How well is understood what is said right behind a change that is shown: counts of the replies.

A change is shown (`previews.jsonl`), and somebody agrees to it (yes), lets go of it (no), puts it
right (change), or says what must not carry it out (wait).
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from assistant.evaluation_names import prediction
from assistant.understand_file import reader_of
from assistant.understanding.state import State
from assistant.understanding.talk import Turn, hear
from tests.understanding_set.scored import unlike

HERE = Path(__file__).parent / "replies"
AUTHORS = ("one", "two", "three")
HOSTILE = "hostile"
WANTED = {"yes": "execute", "no": "drop", "change": "confirm"}
Row = dict[str, Any]


@dataclass
class Replies:
    """What was counted over the replies of one author."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """What was said (yes, no, change, wait) -> what was done, or “right”."""
    wrong: list[str] = field(default_factory=list)
    """Each reply that was not understood, and as what."""

    def right(self, said: str) -> int:
        """How many of a kind were understood."""
        return self.counts[said, "right"]

    def carried_out(self) -> int:
        """How often something was carried out that nobody agreed to."""
        return sum(times for (said, did), times in self.counts.items()
                   if said != "yes" and did == "execute")  # fmt: skip


@cache
def replies(author: str) -> Replies:
    """The replies of an author, understood by the program as it is."""
    reader = reader_of(HERE / "catalogue.json")
    shown = {row["preview"]: hear(reader, State(), row["said"]) for row in rows("previews")}
    found = Replies()
    for row in rows(author):
        before = shown[row["preview"]]
        heard = hear(reader, before.state, row["user"])
        is_right = _is_right(row, before, heard)
        found.counts[row["expect"], "right" if is_right else heard.action] += 1
        if not is_right:
            acts = [prediction(act) for act in heard.acts]
            found.wrong.append(f"{row['expect']} {row['preview']} {row['user']!r}: "
                               f"{heard.action} {acts}")  # fmt: skip
    return found


def rows(name: str) -> list[Row]:
    """A file of this folder."""
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _is_right(row: Row, before: Turn, heard: Turn) -> bool:
    said = row["expect"]
    if said == "wait":
        return heard.action != "execute"
    if heard.action != WANTED[said] or said != "change":
        return heard.action == WANTED[said]
    [shown] = [prediction(act) for act in before.acts]
    acts = [prediction(act) for act in heard.acts]
    meant = {**shown["slots"], **row["slots"]}
    if "qty_set" in row["slots"]:
        meant.pop("qty", None)
    is_same = len(acts) == 1 and acts[0]["intent"] == shown["intent"]
    return is_same and not unlike(meant, acts[0]["slots"])
