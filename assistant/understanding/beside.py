"""“Tariq has paid, release 1043”: one part of a message asks for a change, the other says why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from assistant.understanding import gate_words, parting
from assistant.understanding.acts import Act
from assistant.understanding.asking import asks, begins_with, is_about, is_closing, leads
from assistant.understanding.clause import QUESTIONS, Clause
from assistant.understanding.english import PAST
from assistant.understanding.gate import SPOKEN_OF, WHY, unexplained
from assistant.understanding.index import Known
from assistant.understanding.judge import SURELY, Judge, is_forgiven
from assistant.understanding.slots import fill
from assistant.understanding.speech import Speech
from assistant.understanding.tag_sheet import DOCUMENTS

HARD = frozenset({*DOCUMENTS, "product", "place", "money", "tracking", "email"})
"""What a command that cannot be told of it cannot mean."""
SURE, LIKELY, RISKY = 0.7, 0.5, 3
DIFFERING = frozenset({*DOCUMENTS, "product", "place", "units", "money"})
"""Kinds of which another one beside a request is no reason for it."""
COUNTED = frozenset({"units", "counted"})
SURE_QUESTION = 0.5
CLOSING_SURE, CLOSING_MARGIN = 0.75, 0.4
MOST_LIKE_A_QUESTION = 0.7
SURE_ASKING = 0.6
"""Of a request that lacks something: to ask for it prepares nothing."""
POINTED = (
    "on there",
    "on it",
    "on that",
    "to it",
    "for it",
    "it on",
    "it in",
    "that one",
    "against it",
)
WITH_WHOM = ("with them", "with him", "with her", "by them")


@dataclass(frozen=True)
class Beside:
    """Looks for the part that asks, and lets the other say no more than why."""

    judge: Judge
    known: Known
    act: Callable[[Clause], Act]
    """What a part asks for when it is all that is said."""

    def of(self, whole: Clause, meant: str) -> Act | None:
        """What a message asks for in one of its parts; nothing: no part asks, or both do.

        Args:
            whole: the message.
            meant: the command that it is taken for as a whole.
        """
        for asking, why in _halves(whole):
            act, told = self.act(asking), self.act(why)
            speech = self.judge.speeches.get(act.command)
            if speech is None or not speech.writes or not _is_sure(speech, act, asking):
                continue
            if not self._only_says_why(told, why, act.command) or adds(asking, why):
                continue
            # “Dave shipped 1043, log it”: what “it” is, the whole says
            if not asking.named(*HARD) and whole.named(*HARD) and act.command != meant:
                continue
            slots = self._slots(speech, act, asking, whole)
            if act.verdict == "clarify" and act.stage == "phrase" and not whole.named(*SPOKEN_OF):
                return act  # “they've paid, unhold it”
            if slots is not None:
                return self.judge.decide(speech, replace(act, slots=slots, asks=""), asking, why)
        return None

    def closing(self, whole: Clause, meant: Act) -> Act | None:
        """“They never paid for 1043, chuck it”: it ends by asking for what all of it is about.

        Args:
            whole: the message.
            meant: what it is taken for as a whole.
        """
        speech = self.judge.speeches.get(meant.command)
        if speech is None or not speech.writes or meant.score < CLOSING_SURE:
            return None
        if meant.score - meant.runner_up[1] < CLOSING_MARGIN or not _is_of_one(whole):
            return None
        for asking, why in _halves(whole):
            if asking.first < why.first or not self._is_asked_for(speech, asking):
                continue
            is_why = not self._orders_more(why, meant.command) and not adds(asking, why)
            if is_why and not self._is_shown(why, meant):
                slots = _said_at_last(speech, meant, asking, whole, self.known)
                act = replace(meant, slots=slots, asks="")
                return self.judge.closed(speech, act, asking, why)
        return None

    def _is_shown(self, why: Clause, meant: Act) -> bool:
        """“Add a mug to 1043 and put it through as sent”: what stands before is a change, too."""
        told = self.act(why)
        is_other = told.command != meant.command and told.verdict in {"confirm", "clarify"}
        return is_other and self.judge.speeches[told.command].writes

    def _is_asked_for(self, speech: Speech, asking: Clause) -> bool:
        """Whether a part asks for the change, and for no other besides."""
        if is_closing(speech, asking):
            return not asking.named(*HARD)
        asked = leads(speech, asking.words) and not self._orders_more(asking, speech.command)
        against = self.judge.against(speech, asking)
        if not asking.named(*HARD):
            return asked and not against and is_about(asking)
        return asked and all(is_forgiven(one, asking) for one in against)

    def asked(self, whole: Clause, meant: Act) -> Act | None:
        """“Printer is back, which ones are not done?”: a part asks what all of it is about."""
        speech = self.judge.speeches.get(meant.command)
        if speech is None or speech.writes or meant.score < SURE_QUESTION:
            return None
        for asking, beside in _halves(whole):
            act = self.act(asking)
            is_it = act.command == meant.command and act.verdict == "answer" and asking.is_asked
            # “… plus what is dwindling fast” is another question
            if is_it and not beside.is_asked and not self._orders_more(beside, meant.command):
                return replace(act, slots=fill(speech, whole, self.known))
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
        if self._asks_for_another(told, why, command) or self._orders_more(why, command):
            return False
        if told.verdict == "none" or (told.verdict == "suggest" and told.command == command):
            return True
        # “the bank never paid for 1043” looks like a question about it
        if self.judge.speeches[told.command].writes:
            return told.verdict == "suggest" and told.score < LIKELY
        looks_so = told.stage != "phrase" and told.score < MOST_LIKE_A_QUESTION and _states(why)
        # “ship 1043 and 1044” names another, and says no why
        return looks_so or (bool(why.plain) and not why.is_asked)

    def _asks_for_another(self, told: Act, why: Clause, command: str) -> bool:
        """“Ann's arrived dented, get a return set up”: the other part is a request of its own."""
        speech = self.judge.speeches.get(told.command)
        if speech is None or not speech.writes or told.command == command:
            return False
        return told.score >= LIKELY and asks(speech, why)

    def _orders_more(self, why: Clause, command: str) -> bool:
        """Whether a part of what says why begins with the verb of another change."""
        others = self.judge.acting - self.judge.speeches[command].cues
        parts = (Clause.of(why.text, *part, why.tags) for part in parting.parts(why))
        return any(begins_with(part, others) for part in parts)

    def _slots(
        self, speech: Speech, act: Act, asking: Clause, whole: Clause
    ) -> dict[str, object] | None:
        said = fill(speech, whole, self.known)
        if HARD & {tag.kind for tag in asking.tags}:
            is_asked = act.verdict in {"confirm", "clarify"}
            told = (*WHY, *_taken_over(speech, act, asking, whole))
            reasons = {name: said[name] for name in told if name in said}
            return {**reasons, **act.slots} if is_asked else None
        # “8216 is fine, take the hold off”: it is of what the other part names
        is_asked = asks(speech, asking) and not unexplained(speech, asking) and not act.against
        return said if is_asked and _is_of_one(whole) else None


def _taken_over(speech: Speech, act: Act, asking: Clause, whole: Clause) -> Iterator[str]:
    """Of what was told before, what the request points at: “pop it on there”, “with them”."""
    words = f" {' '.join(asking.free)} "
    lacking = {*speech.missing(frozenset(act.slots))} & {*DOCUMENTS}
    if len(whole.named(*DOCUMENTS)) == 1 and any(f" {one} " in words for one in POINTED):
        yield from lacking
    is_carried = speech.command == "add_tracking" or any(f" {one} " in words for one in WITH_WHOM)
    if is_carried and len(whole.named("carrier")) == 1:
        yield "carrier"


def _said_at_last(
    speech: Speech, meant: Act, asking: Clause, whole: Clause, known: Known
) -> dict[str, object]:
    """What the whole message names; of several numbers, the one in the request."""
    own = fill(speech, asking, known)
    several = len(whole.named("units")) > 1
    slots = {name: value for name, value in meant.slots.items()
             if not (several and name in COUNTED)}  # fmt: skip
    return {**slots, **own}


def _halves(whole: Clause) -> Iterator[tuple[Clause, Clause]]:
    """A message in two parts, either way round, wherever it may be parted."""
    found = parting.parts(whole, parting.BREAKS | parting.MARKS)
    for at in range(1, len(found)):
        first = Clause.of(whole.text, found[0][0], found[at - 1][1], whole.tags)
        second = Clause.of(whole.text, found[at][0], found[-1][1], whole.tags)
        yield first, second
        yield second, first


def adds(asking: Clause, why: Clause) -> bool:
    """“order 20 of these and 10 of those”: what follows names more, and says no why."""
    kinds = {tag.kind for tag in why.tags} & {tag.kind for tag in asking.tags} & DIFFERING
    if any(_values(why, kind) != _values(asking, kind) for kind in kinds):
        return True
    if why.first < asking.past or not why.named(*HARD, "units", "customer"):
        return False
    tells = any(word.endswith("ed") or word in PAST for word in why.plain)
    return not (tells or _states(why))


def _values(clause: Clause, kind: str) -> set[str]:
    return {str(tag.value) for tag in clause.named(kind)}


def _states(why: Clause) -> bool:
    """Whether a part says how something is: it has a verb for that, and is no question."""
    begins = why.plain[0] if why.plain else ""
    verbs = gate_words.FINITE | gate_words.NEGATIONS
    is_asked = begins in QUESTIONS or why.ends_in_question
    return not is_asked and not verbs.isdisjoint(why.plain)


def _is_sure(speech: Speech, act: Act, asking: Clause) -> bool:
    if speech.risk >= RISKY:
        return act.score >= SURELY and asks(speech, asking)
    return act.score >= (SURE_ASKING if act.verdict == "clarify" and act.asks else SURE)


def _is_of_one(whole: Clause) -> bool:
    """Whether a message names one thing of a kind, and what the shop surely has."""
    named = whole.named(*SPOKEN_OF)
    kinds = [tag.kind for tag in named]
    return (
        bool(named)
        and len(set(kinds)) == len(kinds)
        and all(tag.known and tag.sure for tag in named)
    )
