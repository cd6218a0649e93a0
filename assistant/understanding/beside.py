"""“Tariq has paid, release 1043”: one part of a message asks for a change, the other says why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from assistant.understanding import gate_words, parting
from assistant.understanding.acts import Act
from assistant.understanding.asking import asks
from assistant.understanding.clause import QUESTIONS, Clause
from assistant.understanding.gate import SPOKEN_OF, WHY, unexplained
from assistant.understanding.index import Known
from assistant.understanding.judge import SURELY, Judge
from assistant.understanding.slots import fill
from assistant.understanding.speech import Speech

HARD = frozenset({"order", "return", "purchase", "product", "place", "money", "tracking", "email"})
"""What a command that cannot be told of it cannot mean."""
SURE, RISKY = 0.7, 3
MOST_LIKE_A_QUESTION = 0.7


@dataclass(frozen=True)
class Beside:
    """Looks for the part that asks, and lets the other say no more than why."""

    judge: Judge
    known: Known
    act: Callable[[Clause], Act]
    """What a part asks for when it is all that is said."""

    def of(self, whole: Clause) -> Act | None:
        """What a message asks for in one of its parts; nothing: no part asks, or both do."""
        for asking, why in _halves(whole):
            act, told = self.act(asking), self.act(why)
            speech = self.judge.speeches.get(act.command)
            if speech is None or not speech.writes or not _is_sure(speech, act, asking):
                continue
            if not self._only_says_why(told, why, act.command):
                continue
            slots = self._slots(speech, act, asking, whole)
            if slots is not None:
                return self.judge.decide(speech, replace(act, slots=slots, asks=""), asking, why)
        return None

    def question(self, whole: Clause) -> Act | None:
        """The question that one part is word for word, where the other asks and names nothing."""
        for asking, beside in _halves(whole):
            act = self.act(asking)
            speech = self.judge.speeches.get(act.command)
            if speech is None or speech.writes or (act.verdict, act.stage) != ("answer", "phrase"):
                continue
            denies = not gate_words.NEGATIONS.isdisjoint(beside.plain)
            if not (denies or beside.is_asked or beside.named(*HARD, "units", "date")):
                return act if self.act(beside).verdict == "none" else None
        return None

    def _only_says_why(self, told: Act, why: Clause, command: str) -> bool:
        """Whether a part asks for nothing itself, or for nothing else."""
        if told.verdict == "none" or (told.verdict == "suggest" and told.command == command):
            return True
        # “the bank never paid for 1043” looks like a question about it
        if self.judge.speeches[told.command].writes:
            return False
        looks_so = told.stage != "phrase" and told.score < MOST_LIKE_A_QUESTION and _states(why)
        # “ship 1043 and 1044” names another, and says no why
        return looks_so or (bool(why.plain) and not why.is_asked)

    def _slots(
        self, speech: Speech, act: Act, asking: Clause, whole: Clause
    ) -> dict[str, object] | None:
        said = fill(speech, whole, self.known)
        if HARD & {tag.kind for tag in asking.tags}:
            is_asked = act.verdict in {"confirm", "clarify"}
            reasons = {name: said[name] for name in WHY if name in said}
            return {**reasons, **act.slots} if is_asked else None
        # “8216 is fine, take the hold off”: it is of what the other part names
        is_asked = asks(speech, asking) and not unexplained(speech, asking) and not act.against
        return said if is_asked and _is_of_one(whole) else None


def _halves(whole: Clause) -> Iterator[tuple[Clause, Clause]]:
    """A message in two parts, either way round, wherever it may be parted."""
    found = parting.parts(whole, parting.BREAKS | parting.MARKS)
    for at in range(1, len(found)):
        first = Clause.of(whole.text, found[0][0], found[at - 1][1], whole.tags)
        second = Clause.of(whole.text, found[at][0], found[-1][1], whole.tags)
        yield first, second
        yield second, first


def _states(why: Clause) -> bool:
    """Whether a part says how something is: it has a verb for that, and is no question."""
    begins = why.plain[0] if why.plain else ""
    verbs = gate_words.FINITE | gate_words.NEGATIONS
    is_asked = begins in QUESTIONS or why.text.tokens[why.past - 1].word == "?"
    return not is_asked and not verbs.isdisjoint(why.plain)


def _is_sure(speech: Speech, act: Act, asking: Clause) -> bool:
    if speech.risk >= RISKY:
        return act.score >= SURELY and asks(speech, asking)
    return act.score >= SURE


def _is_of_one(whole: Clause) -> bool:
    """Whether a message names one thing of a kind, and what the shop surely has."""
    named = whole.named(*SPOKEN_OF)
    kinds = [tag.kind for tag in named]
    return (
        bool(named)
        and len(set(kinds)) == len(kinds)
        and all(tag.known and tag.sure for tag in named)
    )
