"""How well the sets of this folder are understood: counts, what was taken for what, slots missed.

A slot is right when it holds the same as was meant: the same products, number, day. Words of a note
or an address are not compared. A change that is prepared and was not asked for is wrong.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from assistant.evaluation_names import INTENTS
from assistant.understand_file import predictions, reader_of
from assistant.understanding import scoring

HERE = Path(__file__).parent
DEVELOPED: tuple[str, ...] = ("a", "b", "c", "e", "f", "g", "i", "l", "q", "r", "s",
                              "aa", "ab", "ac", "ae", "af", "ah", "aj", "ak", "am",
                              "an", "ao", "ap", "aq", "at", "au", "av", "aw", "ay", "az",
                             "ba", "bb", "bd", "be", "bf", "bg", "bi", "bj", "bk",
                              "bm", "bn", "bo")  # fmt: skip
TALKS: tuple[str, ...] = ("j", "k", "m", "n", "o", "t", "u", "v", "w", "x", "y", "z")
"""Sets of conversations alone."""
HELD_OUT: tuple[str, ...] = (
    "d",
    "h",
    "p",
    "ad",
    "ag",
    "ai",
    "al",
    "ar",
    "as",
    "ax",
    "bc",
    "bh",
    "bl",
)
TALKS_HELD_OUT: tuple[str, ...] = ("n", "z")
"""Of the sets of conversations alone, those that nobody reads."""
UNDERSTOOD = frozenset({"answer", "confirm", "clarify"})
WITH_ACTS = frozenset({"answer", "confirm", "execute"})
COMPARED = (
    "order", "product", "to_product", "warehouse", "from_warehouse", "qty", "qty_set", "customer",
    "supplier", "channel", "po", "return", "carrier", "tracking", "date", "reason", "status",
    "amount", "price",
)  # fmt: skip
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
NOTHING, NO_REQUEST = "(nothing)", "oos"
Row = dict[str, Any]


@dataclass
class Score:
    """What was counted over some sentences and conversations."""

    counts: Counter[str] = field(default_factory=Counter)
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Intent -> what it was taken for, of sentences that ask for one thing."""
    slots: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Slot -> missing, wrong or too many, where the intent was right."""
    turns: Counter[tuple[str, str]] = field(default_factory=Counter)
    """What a turn of a conversation should do -> what it did."""
    wrong: list[str] = field(default_factory=list)
    """Each sentence or turn that was not understood whole, and as what."""
    spent: list[float] = field(default_factory=list)
    """Thousandths of a second of the processor, a message."""

    def __add__(self, other: Score) -> Score:
        """Both together."""
        return Score(self.counts + other.counts, self.taken + other.taken, self.slots + other.slots,
                     self.turns + other.turns, [*self.wrong, *other.wrong],
                     [*self.spent, *other.spent])  # fmt: skip

    def share(self, part: str, whole: str) -> float:
        """How much of one count another is; 1 when there is none."""
        return self.counts[part] / self.counts[whole] if self.counts[whole] else 1.0


@cache
def kinds() -> tuple[frozenset[str], frozenset[str]]:
    """The intents that ask, and those that change something."""
    speeches = scoring.speeches()
    writes = frozenset(INTENTS[name] for name, one in speeches.items() if one.writes)
    reads = frozenset(INTENTS[name] for name in speeches) - writes - {"help"}
    return reads, writes


@cache
def score(name: str) -> Score:
    """A set, understood by the program as it is."""
    folder = HERE / name
    reader = reader_of(folder / "catalogue.json")
    found = Score()
    if name not in TALKS:
        told = predictions(reader, folder / "utterances.jsonl")
        for meant, heard in zip(_rows(folder / "utterances.jsonl"), told, strict=True):
            found.spent.append(heard["ms"])
            _count_sentence(found, meant, heard)
    heard_turns = list(predictions(reader, folder / "dialogues.jsonl"))
    found.spent += [turn["ms"] for turn in heard_turns]
    by_talk: dict[str, list[Row]] = {}
    for turn in heard_turns:
        by_talk.setdefault(turn["id"], []).append(turn)
    for talk in _rows(folder / "dialogues.jsonl"):
        _count_talk(found, talk["turns"], by_talk[talk["id"]])
    return found


def _rows(path: Path) -> Iterator[Row]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _count_sentence(found: Score, meant: Row, heard: Row) -> None:
    counts, (_, writes) = found.counts, kinds()
    acts = heard["acts"]
    named = [act["intent"] for act in acts] if heard["action"] in UNDERSTOOD else []
    changes = set(named) & writes
    wrong = heard["action"] == "confirm" and not changes <= set(meant["may_write"])
    if meant["acts"][0]["intent"] == NO_REQUEST:
        _count_no_request(found, meant, heard, named, wrong=wrong)
        return
    counts["in scope"] += 1
    counts["wrong changes"] += wrong
    if meant.get("unknown_entity"):
        counts["unknown"] += 1
        counts["unknown refused"] += heard["action"] != "confirm"
    if meant.get("clarify"):
        counts["must ask"] += 1
        counts["asked"] += heard["action"] == "clarify"
        counts["guessed"] += heard["action"] == "confirm"
    if len(meant["acts"]) > 1:
        wanted = [act["intent"] for act in meant["acts"]]
        counts["several"] += 1
        counts["several right"] += sorted(named) == sorted(wanted)
        counts["several with slots"] += _all_alike(meant["acts"], acts)
        is_right = _all_alike(meant["acts"], acts)
    else:
        is_right = _count_single(found, meant, acts, named)
    if not is_right or wrong:
        found.wrong.append(_told(meant["text"], meant["acts"], heard))


def _count_no_request(
    found: Score, meant: Row, heard: Row, named: Sequence[str], *, wrong: bool
) -> None:
    counts, (reads, writes) = found.counts, kinds()
    asks_change = heard["action"] == "clarify" and bool(set(named) & writes)
    answers = heard["action"] == "answer" and bool(
        set(named) & reads - set(meant.get("accept") or ())
    )
    counts["out of scope"] += 1
    counts["false changes"] += wrong
    counts["false questions"] += asks_change
    counts["false answers"] += answers
    if wrong or asks_change or answers:
        found.wrong.append(_told(meant["text"], meant["acts"], heard))


def _count_single(found: Score, meant: Row, acts: Sequence[Row], named: Sequence[str]) -> bool:
    (wanted,) = meant["acts"]
    ways = meant.get("accept") or ()
    accepted = {wanted["intent"], *(one for way in ways for one in way.split("+"))}
    is_right = bool(named) and named[0] in accepted
    is_whole = is_right and len(acts) == 1 and not unlike(wanted["slots"], acts[0]["slots"])
    found.counts["single"] += 1
    found.counts["intent"] += is_right
    found.counts["intent and slots"] += is_whole
    found.counts["silent"] += not named
    if not is_right:
        found.taken[wanted["intent"], named[0] if named else NOTHING] += 1
    elif not is_whole:
        found.slots.update(unlike(wanted["slots"], acts[0]["slots"]).items())
    return is_whole


def _count_talk(found: Score, meant: Sequence[Row], heard: Sequence[Row]) -> None:
    counts, is_right = found.counts, True
    for wanted, told in zip(meant, heard, strict=True):
        expected = str(wanted["expect"]).partition(":")[0]
        did = "none" if told["action"] == "abstain" else str(told["action"])
        fits = did == expected
        if fits and expected in WITH_ACTS:
            fits = _all_alike(wanted["acts"], told["acts"])
        if not fits:
            found.turns[expected, did] += 1
            found.wrong.append(_told(wanted["user"], wanted["acts"], told, expected))
        counts["turns"] += 1
        counts["turns right"] += fits
        counts["wrong executions"] += did == "execute" != expected
        counts["unwanted previews"] += did == "confirm" != expected
        is_right &= fits
    counts["conversations"] += 1
    counts["conversations right"] += is_right


def _all_alike(meant: Sequence[Row], heard: Sequence[Row]) -> bool:
    return len(meant) == len(heard) and all(
        one["intent"] == two["intent"] and not unlike(one["slots"], two["slots"])
        for one, two in zip(meant, heard, strict=True)
    )


def unlike(meant: Mapping[str, Any], heard: Mapping[str, Any]) -> dict[str, str]:
    """Slot -> in what way it is not as it was meant."""
    found = {}
    for name in COMPARED:
        if name in meant and name not in heard:
            found[name] = "missing"
        elif name in heard and name not in meant:
            found[name] = "too many"
        elif name in meant and _plain(meant[name]) != _plain(heard[name]):
            found[name] = "wrong"
    return found


def _plain(value: Any) -> tuple[Any, ...]:
    """A value as it is compared: lists in order, numbers as numbers."""
    if isinstance(value, Mapping):
        return value.get("from"), value.get("to")
    if isinstance(value, list | tuple):
        return tuple(sorted(map(str, value)))
    said = str(value)
    if NUMBER.fullmatch(said):
        return (str(float(said)),)
    return (re.sub(r"[\s,.]+", " ", said.lower()).strip() if " " in said else said,)


def _told(said: str, meant: Sequence[Row], heard: Row, expected: str = "") -> str:
    wanted = " | ".join(_act(act) for act in meant)
    return f"{said}\n    meant {expected} {wanted}\n    heard {heard['action']} " + " | ".join(
        _act(act) for act in heard["acts"]
    )


def _act(act: Row) -> str:
    return f"{act['intent']} {json.dumps(act['slots'], ensure_ascii=False)}"
