"""A message and the names of the shop -> what is asked for, how surely, and what may be done.

One pass: clean text, tags, clauses, a command for each clause, its slots, and the decision whether
to answer, to show a change before it is made, to ask for one thing, or to leave it alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.understanding import (
    concluding,
    dictated,
    manners,
    parting,
    plainness,
    remarks,
    repriced,
    self_corrected,
    stated,
    telling,
    together,
    tokens,
    undoing,
)
from assistant.understanding.acts import Act, Understood
from assistant.understanding.alike import of_its_kind
from assistant.understanding.asking import begins_with
from assistant.understanding.beside import HARD, Beside
from assistant.understanding.clause import Clause
from assistant.understanding.hazards import hazards
from assistant.understanding.index import Known
from assistant.understanding.judge import NO_REQUEST, Judge
from assistant.understanding.respelling import Respelling, respelling
from assistant.understanding.scoring import NO_COMMAND, Scorer
from assistant.understanding.slots import SWAPS, Slots, fill
from assistant.understanding.speech import Speech
from assistant.understanding.strangers import asks_for_goods, holds_up, strangers
from assistant.understanding.tag_sheet import OBJECTS, Tag
from assistant.understanding.tags import tags
from assistant.understanding.weighing import (
    LEAST,
    asks_itself,
    holds_all,
    is_better,
    says_more,
    scored,
)

UNDO = "undo_last"
TAKING_BACK = frozenset({"scrap", "forget", "bin", "drop", "kill", "that", "this", "it"})
CONSIDERED = 6
LIKELY = 0.1
Seen = dict[tuple[int, int], Act]
"""Token range of a clause -> what it asks for."""
SURE_STRANGER = 0.8
"""So likely has to be what is asked about somebody or something that the shop does not have."""


@dataclass(frozen=True)
class Reader:
    """The pipeline with all that it goes by."""

    speeches: Mapping[str, Speech]
    scorer: Scorer
    known: Known
    today: dt.date
    aloud: bool = True
    """Whether what may be dictated is read as it is written; not where a note is told."""

    @cached_property
    def judge(self) -> Judge:
        """Who decides what may be done."""
        return Judge(self.speeches, self.known, self.today)

    @cached_property
    def respelling(self) -> Respelling:
        """What words are read as that are misspelt."""
        return respelling(tuple(one.phrases for one in self.speeches.values()))

    def read(self, said: str) -> Understood:
        """What a message asks for."""
        text = dictated.in_figures(tokens.read(said), self.known if self.aloud else None)
        if manner := manners.of(text.words()):
            return Understood(text, (), (Act(manner, {}, "none", stage="phrase", score=1.0),))
        text, found = self_corrected.named(text, self.known, self.today)
        if {one.kind for one in found} <= {"date"} and (manner := self._beside_manners(text)):
            return Understood(text, (), (Act(manner, {}, "none", stage="phrase", score=1.0),))
        # “NUDO” alone may be anything
        mended = self.respelling.of(text, found, self.known) if len(text.tokens) > 1 else text
        if mended is not text:
            text, found = mended, tags(mended, self.known, self.today)
        return self.of_tags(text, found)

    def _beside_manners(self, text: tokens.Text) -> str:
        """“hello, this is Agnieszka, first day today”: a greeting, and talk that asks nothing."""
        words = text.words()
        at = next((at for at, word in enumerate(words) if word in parting.MARKS), 0)
        manner = manners.of(words[:at]) if at else ""
        talk = Clause.of(text, at + 1, len(words), ())
        if not manner or talk.ends_in_question or not remarks.is_talk(talk, self.judge.acting):
            return ""
        return manner if self.act(talk).verdict == "none" else ""

    def of_a_stranger(self, read: Understood) -> Understood | None:
        """What a message that is not understood surely asks about one whom the shop does not have.

        It asks for that one: there is nothing to do but to say that it is not there.
        """
        if any(act.stage == "phrase" for act in read.acts):
            return None
        first = self.speeches.get(read.acts[0].command)
        for stranger in strangers(read.text, read.tags, first.takes if first else ()):
            words = read.text.words()
            if manners.of((*words[: stranger.first], *words[stranger.past :])):
                continue  # “thanks Barnaby”
            # a question behind a story was looked for already
            named = [*read.tags, stranger]
            found = self._of_whole(Clause.of(read.text, 0, len(read.text.tokens), named))
            act = found.acts[0]
            asks = len(found.acts) == 1 and act.verdict == "clarify" and act.asks == stranger.kind
            if not asks or act.score < SURE_STRANGER:
                continue
            writes = self.speeches[act.command].writes
            if holds_up(stranger, read.tags) if writes else asks_for_goods(read.text, stranger):
                return found
        return None

    def of_tags(self, text: tokens.Text, found: Sequence[Tag]) -> Understood:
        """What a message asks for, when it names these things."""
        whole = Clause.of(text, 0, len(text.tokens), found)
        return self._concluded(whole) or self._of_whole(whole)

    def _of_whole(self, whole: Clause) -> Understood:
        """What a message asks for as a whole, and not by a question behind a story."""
        told = stated.act(whole.text, whole.tags) or repriced.asked(whole.text, whole.tags)
        told = told or repriced.to_a_price(whole.text, whole.tags)
        acts = [told] if told else self._acts(whole)
        acts = together.as_meant(self.judge, self.known, whole, acts)
        answers = all(act.verdict == "answer" for act in acts)
        if answers and telling.only_tells(whole.text, whole.tags):
            acts = [replace(act, verdict="none") for act in acts]
        return Understood(whole.text, whole.tags, tuple(acts))

    def _concluded(self, whole: Clause) -> Understood | None:
        """“Tomasz was in again, so what's the story with his parcel?”: the question behind a story.

        It is of the story's people and things; what else is told there is none of its slots.
        """
        parts = concluding.question(whole, self.judge.acting)
        if parts is None:
            return None
        story = self.act(parts[0])
        if story.verdict == "answer" and story.stage == "phrase" and parts[0].tags:
            return None  # “desk diary stock in Leeds, and when is PO-204 due?” are two questions
        read = self.read(concluding.of_whom(*parts))
        is_sure = len(read.acts) == 1 and read.acts[0].verdict == "answer"
        return read if is_sure else self.of_a_stranger(read) if read.verdict == "none" else None

    def act(self, clause: Clause) -> Act:
        """What one clause asks for."""
        if not clause.words:
            return Act("", {}, "none")
        ranked = [
            (chance, name)
            for chance, name in self.scorer.chances(clause.words, self._less(clause))
            if name in self.speeches or name == NO_COMMAND
        ]
        for _, name in ranked[:CONSIDERED]:
            if name != NO_COMMAND and self.speeches[name].is_asked(clause.words):
                others = next(one for one in ranked if one[1] != name)
                return self._whether(
                    self._filled(scored(name, 1.0, others, stage="phrase"), clause), clause
                )
        (chance, name), second = ranked[0], ranked[1]
        if {name, second[1]} == SWAPS:
            # the two mean the same words; which one, the order says
            chance, second = chance + second[0], ranked[2]
        act = scored(name, chance, second)
        return act if name == NO_COMMAND else self._whether(self._filled(act, clause), clause)

    def _whether(self, act: Act, clause: Clause) -> Act:
        """“RTN-33, arrived?”: a change that is only asked about is a question."""
        asked = plainness.WHETHER.get(act.command, "")
        # whether it is the change or the question about it, the mark says
        chance = act.score + (act.runner_up[1] if act.runner_up[0] == asked else 0.0)
        likely = asked and chance >= LEAST and plainness.asks_whether(act.against, clause)
        if not likely or not any(tag.kind in OBJECTS for tag in clause.tags):
            return act
        return self._filled(replace(act, command=asked, against=()), clause)

    def likely(self, read: Understood) -> list[Act]:
        """What a message may ask for where it is not sure, the likeliest first.

        Questions that name something, and changes that the message asks for itself and speaks
        neither against nor of another day. Each has its slots; nothing is left out that is named.
        """
        clause = Clause.of(read.text, 0, len(read.text.tokens), read.tags)
        ranked = self.scorer.chances(clause.words, self._less(clause)) if clause.words else []
        # where only one word is lacking it is known what is meant
        is_near = bool(ranked) and ranked[0][1] != NO_COMMAND and read.verdict != "clarify"
        if not read.tags or not is_near:
            return []
        likely = [
            self._filled(scored(name, chance, ranked[0]), clause)
            for chance, name in ranked[:CONSIDERED]
            if chance >= LIKELY and name in self.speeches
        ]
        found = self._suggestible(likely, clause)
        # “release or cancel 1042” asks for both; “they cancel 1042” tells of it
        found.sort(key=lambda act: self._place_of_verb(act, clause))
        asks = any(self.speeches[one.command].writes and NO_REQUEST not in one.against
                   for one in found)  # fmt: skip
        return [one for one in found if asks or NO_REQUEST not in one.against]

    def may_mean(self, read: Understood, names: Collection[str]) -> list[Act]:
        """Those of some commands that a message may ask for, whoever says that it does.

        The slots are what the message names, none may be lacking, and a change must be asked for
        by its verb: whoever names the command can neither add to what was said nor take from it.

        Args:
            read: the message.
            names: of speeches.
        """
        clause = Clause.of(read.text, 0, len(read.text.tokens), read.tags)
        if not read.tags or not clause.words:
            return []
        acts = [self._filled(Act(name, {}, "none", stage="model"), clause) for name in names]
        return [
            one
            for one in self._suggestible(acts, clause)
            if NO_REQUEST not in one.against
            and not self.judge.asks(self.speeches[one.command], one.slots)
        ]

    def _suggestible(self, acts: Sequence[Act], clause: Clause) -> list[Act]:
        return [
            act
            for act in acts
            if holds_all(act, clause.tags) and self.judge.may_suggest(act, clause)
        ]

    def _place_of_verb(self, act: Act, clause: Clause) -> int:
        """Where a change is asked for: of “release or cancel”, the first stands first."""
        speech = self.speeches[act.command]
        places = [at for at, word in enumerate(clause.words) if word in speech.cues]
        return places[0] if places and speech.writes else 0

    def _acts(self, whole: Clause) -> list[Act]:
        """What a message asks for, as far as nothing in it turns that into something else."""
        acts = self._parted(whole)
        if len(acts) == 1 and acts[0].verdict in {"none", "suggest"}:
            acts = self._before_remark(whole) or self._undone(acts[0], whole) or acts
        elif [(one.verdict, one.stage) for one in acts] == [("answer", "score")]:
            # “where's 1043. they're on the phone again”
            acts = [one for one in self._before_remark(whole) if one.stage == "phrase"] or acts
        speech = self.speeches.get(acts[0].command)
        is_shown = acts[0].verdict in {"confirm", "clarify"}
        if len(acts) > 1 or speech is None or not speech.writes or not is_shown:
            return acts
        against = tuple(hazards(speech, whole))
        orders_more = acts[0].stage != "phrase" and self._orders_more(whole, speech)
        if not against and not orders_more:
            return acts
        return [replace(acts[0], verdict="suggest", against=(*acts[0].against, *against))]

    def _undone(self, act: Act, whole: Clause) -> list[Act]:
        """“oh no, wrong one! put it back how it was”: what undoes, however it is begun."""
        speech = self.speeches.get(act.command)
        is_asked = act.command == UNDO and speech and undoing.asks(speech, whole.text)
        return [replace(act, verdict="confirm", against=())] if is_asked else []

    def _before_remark(self, whole: Clause) -> list[Act]:
        """“status of 1043, he won't stop emailing”: what is asked before a remark."""
        for asking in remarks.questions(whole, self.judge.acting):
            acts = self._parted(asking)
            if all(act.verdict == "answer" for act in acts):
                return acts
        return []

    def _orders_more(self, whole: Clause, speech: Speech) -> bool:
        """Whether a later part begins with the verb of another change, and likely asks for it."""
        others = self.judge.acting - speech.cues
        later = [Clause.of(whole.text, *part, whole.tags) for part in parting.parts(whole)[1:]]
        asked = (self.act(part) for part in later if begins_with(part, others))
        return any(
            act.command != speech.command and act.score >= LEAST
            and act.command in self.speeches and self.speeches[act.command].writes
            for act in asked
        )  # fmt: skip

    def _parted(self, whole: Clause) -> list[Act]:
        one = self.act(whole)
        found = parting.parts(whole, acting=self.judge.acting)
        joined = parting.parts(whole, parting.BREAKS | parting.MARKS, self.judge.acting)
        if len(joined) < 2 or (one.stage == "phrase" and not parting.has_sentences(whole)):
            return [one]
        best: list[Act] = []
        parts: list[Clause] = []
        seen: Seen = {}
        if len(found) >= together.TWO:
            asking, *rest = (Clause.of(whole.text, *part, whole.tags) for part in found)
            act = together.with_goods(self.judge, self._once(asking, seen), rest)
            if act is not None:
                return [act]
        for split in parting.splits(whole, found) if len(found) > 1 else ():
            acts = self._each(split, seen)
            if (len(acts), together.likelihood(acts)) > (len(best), together.likelihood(best)):
                best, parts = acts, split
        beside = Beside(self.judge, self.known, lambda clause: self._once(clause, seen))
        best = together.without_reasons(self.speeches, best, parts)
        if best and is_better(best, one) and not says_more(one, best):
            is_one = len(best) > 1 and self._looks_like_one(best, parts)
            told = beside.of(whole, one.command) if is_one else None
            return [told] if told and told.verdict == "confirm" else best
        if one.verdict not in {"none", "suggest"}:
            if self._hides_another(one, whole, found, seen):
                return [replace(one, verdict="suggest")]
            asked = beside.question(whole) if one.stage != "phrase" else None
            return [asked if asked and not self.speeches[one.command].writes else one]
        told = beside.of(whole, one.command) or beside.closing(whole, one)
        return [told or beside.asked(whole, one) or beside.question(whole) or one]

    def _hides_another(
        self, one: Act, whole: Clause, found: Sequence[parting.Part], seen: Seen
    ) -> bool:
        """Whether a part is another change, word for word: “add a mug to 1043 and have it sent”."""
        if not self.speeches[one.command].writes or one.stage == "phrase" or len(found) < 2:
            return False
        acts = (self._once(Clause.of(whole.text, *part, whole.tags), seen) for part in found)
        return any(
            act.command != one.command
            and {act.command, one.command} != SWAPS
            and (act.stage, act.verdict) == ("phrase", "confirm")
            and self.speeches[act.command].writes
            for act in acts
        )

    def _looks_like_one(self, acts: Sequence[Act], parts: Sequence[Clause]) -> bool:
        """Whether of several acts only one is a change, and no question is surely one.

        “No blankets left, cancel 1043” says why, and asks for no stock.
        """
        writes = [act for act in acts if self.speeches[act.command].writes]
        return len(writes) == 1 and all(
            act.stage != "phrase" or not part.is_asked
            for act, part in zip(acts, parts, strict=True)
            if act not in writes
        )

    def _once(self, clause: Clause, seen: Seen) -> Act:
        """What a clause asks for; each is read once, however often the message is parted."""
        key = clause.first, clause.past
        if key not in seen:
            seen[key] = self.act(clause)
        return seen[key]

    def _each(self, clauses: Sequence[Clause], seen: Seen) -> list[Act]:
        """The acts of clauses that each ask for something by themselves; none when one does not."""
        acts: list[Act] = []
        for clause in clauses:
            act = self._once(clause, seen)
            if acts:
                act = self._inheriting(act, clause, acts[-1])
                acts = acts if together.asks_anew(clause) else together.with_ending(acts, act)
            is_bare = len(clause.words) < 2 and not clause.tags and len(clauses) > 1
            # “hold 1043, scrap that” cancels nothing
            is_bare |= bool(acts) and set(clause.words) <= TAKING_BACK
            if act.verdict in {"none", "suggest"} or act.score < LEAST or is_bare:
                return []
            repeats = bool(acts) and act.command == acts[-1].command
            # “the till's takings, then those of the website”
            objects = OBJECTS if self.speeches[act.command].needs else OBJECTS | {"channel"}
            if repeats and not {tag.kind for tag in clause.tags} & objects:
                return []
            if together.says_again(acts, act) or together.only_closes(self.speeches, acts, clause):
                return []
            acts.append(act)
        return [] if together.has_a_bare_name(self.speeches, clauses, acts) else acts

    def _inheriting(self, act: Act, clause: Clause, before: Act) -> Act:
        """“hold 1043 and add a note …”, “4 lamps to York, plus 2 rugs”: said once, meant twice."""
        names_goods = any(tag.kind == "product" for tag in clause.tags)
        is_own = self._has_verb(clause) or asks_itself(act, clause)
        if before.slots.get("product") and names_goods and not is_own:
            last = self.speeches[before.command]
            wanted = together.SHARED_ALIKE if together.is_alike(clause) else together.SHARED_GOODS
            shared = {name: value for name, value in before.slots.items() if name in wanted}
            slots = {**shared, **fill(last, clause, self.known)}
            if together.goes_on_taking_off(before, slots, clause):
                slots["units"] = -slots["units"]
            same = replace(before, slots=slots, asks="", against=())
            return self.judge.decide(last, same, clause)
        speech = self.speeches.get(act.command)
        if speech is None or act.verdict != "clarify":
            return act
        lacking = {*speech.missing(frozenset(act.slots))}
        # whose the order is was said: “is Ann's in? and put a note on it”
        lacking |= {"customer"} & speech.takes if "order" in lacking else set()
        shared = {name: before.slots[name] for name in together.SHARED
                  if name in before.slots and name in lacking}  # fmt: skip
        if not shared:
            return act
        return self.judge.decide(speech, replace(act, slots={**shared, **act.slots}), clause)

    def _has_verb(self, clause: Clause) -> bool:
        first = next((word for word in clause.words if not word.startswith("<")), "")
        return any(first in one.cues for one in self.speeches.values())

    def _less(self, clause: Clause) -> dict[str, float]:
        """What is named and cannot be told to a command counts against it."""
        named = {tag.kind for tag in clause.tags} - {
            "category",
            "reason",
            "date",
            "units",
            "condition",
        }
        if not named:
            return {}
        return {
            name: sum(3.0 if kind in HARD else 1.0 for kind in named - speech.takes)
            for name, speech in self.speeches.items()
        }

    def _filled(self, act: Act, clause: Clause) -> Act:
        slots = fill(self.speeches[act.command], clause, self.known)
        if act.command in SWAPS and slots.get("to_product"):
            act = replace(act, command=self.swap_of(slots, act.command))
            slots = fill(self.speeches[act.command], clause, self.known)
        slots = of_its_kind(self.known, slots)
        repaired = (*clause.text.respelt, *(pair for tag in clause.tags for pair in tag.repaired))
        filled = replace(act, slots=slots, repaired=repaired)
        return self.judge.decide(self.speeches[act.command], filled, clause)

    def swap_of(self, slots: Slots, command: str) -> str:
        """What was sent is exchanged, what was not is changed on the order."""
        numbers = [slots["order"]] if isinstance(slots.get("order"), str) else []
        if not numbers and slots.get("customer"):
            goods = slots.get("product", ())
            numbers = self.known.orders_for(slots["customer"][0], frozenset(), goods)
        orders = [self.known.names.orders.get(number.upper()) for number in numbers]
        stages = {order.stage for order in orders if order is not None}
        if not stages:
            return command
        return "exchange" if stages & {"shipped", "delivered", "returned"} else "change_order"
