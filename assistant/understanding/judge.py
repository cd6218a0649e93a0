"""What may be done about an act: answered, shown before it is made, asked about, or left alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise, product

from assistant.understanding import gate, gate_words, how_much, plainness
from assistant.understanding.acts import Act
from assistant.understanding.asking import is_about, leads, without_aides
from assistant.understanding.clause import Clause
from assistant.understanding.english import FUNCTION, is_ordinary
from assistant.understanding.hazards import ADDING
from assistant.understanding.index import Known
from assistant.understanding.inexact import of_packs
from assistant.understanding.left_out import left_out
from assistant.understanding.revoking import revoked
from assistant.understanding.slots import Slots
from assistant.understanding.speech import Speech
from assistant.understanding.tag_sheet import DOCUMENTS, Tag
from assistant.understanding.word_lists import listed, phrases

READ, READ_UNANCHORED, SUGGESTED = 0.35, 0.6, 0.18
WRITE, MARGIN = 0.60, 0.15
SURELY = 0.9
NUMBERED_READ = 0.45
SURE_READ, SURE_UNANCHORED, SURE_COVER, SURE_GAP = 0.62, 0.8, 0.34, 0.3
"""Of a question that is so likely that words which nothing accounts for do not speak against it."""
SURE_WRITE, SURE_MARGIN = 0.9, 0.5
"""Of a change that is so likely that it need not begin with its verb: it is shown before it is
made."""
SURE_ASKED, ASKED_MARGIN = 0.8, 0.4
"""Likewise, where only what it lacks is asked for."""
LED, LED_WRITE = 0.65, 0.45
"""Likewise, where it begins with its verb; of such a request that names nothing of ours."""
MOVED = phrases("""
moved house | change where its going | change where it 's going | change where it is going |
change where it goes | sent somewhere else | change where that goes
""")
SURE_ADDRESS, SURELY_ANOTHER = 0.3, 0.1
ANOTHER = listed("different new another wrong changed other")
"""Of an address, of which it is said that it is another one: it is asked for."""
PLACING = frozenset({"in", "at", "from", "on", "to"})
BUYING = frozenset({"with", "off", "via", "through"})
MOST_STRANGE, STRANGE_SHARE = 2, 0.3
"""Words that may be new in such a change."""
HARMLESS, HARMLESS_COVER = 0.45, 0.7
"""Of help, which tells nothing of the shop."""
MOST_BRIEF = 8
"""Words of a request that says little more than how much, and where."""
MOST_BARE = 5
"""Words of a request that names nothing."""
DOCUMENTED = tuple([f"<{kind}>"] for kind in DOCUMENTS)
STRANGERS = frozenset({"product", "customer", "supplier", "channel"})
"""Kinds of what may be named and the shop does not have."""
LOOSE = frozenset({"date", "units", "reason", "category", "percent", "condition", "customer"})
"""What chatter names too."""
FORBIDDING = (["don't"], ["never"], ["nobody"])
"""With what a message begins that wants something left undone."""
NO_REQUEST = "no request"
CONDITIONS = listed(
    "when if unless until till once after before later instead without rather since because"
)
"""Words too many that say when or whether, and so speak against a change at all."""
UNEXPLAINED, EVERYTHING = "unexplained", "everything"
CHOICE = "a choice"
OF_WHOM = (["to"], ["for"], ["of"], ["from"], ["by"])
"""What stands between an order and whose it is."""
UNSURE = (UNEXPLAINED, "unsure product", NO_REQUEST, CHOICE)
"""What may be said against a change that is suggested: nothing but that it is not sure."""
COMMON = listed("""
get got in out there here on ready came back returns number tracking code stock let have tell
arrived landed delivered shipped sent posted left gone received dispatched check check need order
take place post track up below low lost found count counted damaged smashed make open note minimum
price turned returning despatched fulfilled packed boxed log record mark came new look start now
""")
"""Verbs that questions have as well."""


PRODUCT = "product_info"
"""Asked in any words."""


@dataclass(frozen=True)
class Judge:
    """Decides by the commands' declarations and what the shop has."""

    speeches: Mapping[str, Speech]
    known: Known
    today: dt.date

    @cached_property
    def acting(self) -> frozenset[str]:
        """The verbs of all changes."""
        return (
            frozenset(cue for one in self.speeches.values() if one.writes for cue in one.cues)
            - COMMON
        )

    def decide(self, speech: Speech, act: Act, clause: Clause, why: Clause | None = None) -> Act:
        """The verdict on an act whose slots are filled."""
        cover = covered(speech, clause)
        if not speech.writes:
            return self._read(speech, act, clause, cover)
        exact = act.stage == "phrase"
        against = tuple(gate.against(speech, clause, exact=exact, today=self.today, why=why))
        others = self.acting - speech.cues
        against = (*against, *_unclear(speech, act, clause, others), *self._misattributed(clause),
                   *of_packs(clause, self.known))  # fmt: skip
        act = replace(act, against=against)
        unknown = [
            one for one in against if one.startswith("un") and not one.startswith("unexplained")
        ]
        margin = act.score - (act.runner_up[1] if not exact else 0.0)
        asks = self._asks_of(speech, act.slots, clause)
        # to ask for what is lacking prepares nothing
        least, gap = (SURE_ASKED, ASKED_MARGIN) if asks else (SURE_WRITE, SURE_MARGIN)
        surely = act.score >= least and margin >= gap and plainness.is_plain(speech, clause)
        # “raise a PO with Zorbex for 10 capes”
        surely = surely and not _names_a_stranger(clause, PLACING | BUYING)
        if surely:
            against = tuple(one for one in against if not is_forgiven(one, clause))
            act = replace(act, against=against)
        if asks == "address" and _goes_elsewhere(clause):
            # to ask for it prepares nothing
            against = tuple(one for one in against if one != NO_REQUEST)
            surely |= act.score >= SURE_ADDRESS and margin >= SURELY_ANOTHER
        if asks and _only_lacks(act, clause, against, margin):
            against, surely = (), True
        # “knock some mugs off in York” asks by its verb, and is asked how many
        led = asks and clause.named(*gate.SPOKEN_OF) and leads(speech, clause.words)
        write = LED_WRITE if led else WRITE
        sure = exact or surely or (act.score >= write and margin >= MARGIN and cover >= 0.7)
        if self._lacks_goods(speech, act, clause, against):
            return replace(act, verdict="clarify", asks="product")
        if set(against) - set(unknown) or not sure:
            likely = act.score >= SUGGESTED and cover >= 0.6 and clause.tags
            return replace(act, verdict="suggest" if likely else "none")
        if unknown:
            return replace(act, verdict="clarify", asks=unknown[0].split(":")[0].split()[-1])
        if asks:
            strange = asks != "product" and any(gate.split_strange(speech, clause))
            is_bare = not clause.tags and not _is_bare_request(speech, act, clause)
            # “send 4 lamps from York down to the Bristol store”: it is asked where to
            elsewhere = asks == "place" and "from_place" in act.slots and act.score >= SURE_WRITE
            # “bloke here wants to exchange …”, of an order that is named, is plain enough
            strange = strange and not (surely and clause.named(*DOCUMENTS))
            vague = (is_bare or strange) and not exact and not elsewhere
            return replace(act, verdict="none" if vague else "clarify", asks=asks)
        return replace(act, verdict="confirm")

    def against(self, speech: Speech, clause: Clause) -> list[str]:
        """What speaks against a change that a clause asks for in words of its own."""
        return gate.against(speech, clause, exact=False, today=self.today)

    def closed(self, speech: Speech, act: Act, asking: Clause, why: Clause) -> Act | None:
        """The verdict on a change that a message ends by asking for, once it said why.

        Args:
            speech: of the command.
            act: as the whole message names it.
            asking: the part that asks.
            why: what stands before it.
        """
        spoken = [*gate.misplaced(speech, asking, why, self.today), *revoked(speech, why)]
        asks = self._asks_of(speech, act.slots, asking)
        if spoken:
            return None
        return replace(act, verdict="clarify" if asks else "confirm", asks=asks, against=())

    def _lacks_goods(
        self, speech: Speech, act: Act, clause: Clause, against: tuple[str, ...]
    ) -> bool:
        """“move 4 lava lamps to York”: all is clear but what, which the shop does not have."""
        strange, _ = gate.split_strange(speech, clause)
        clear = all(one.startswith(UNEXPLAINED) or one == NO_REQUEST for one in against)
        surely = act.score >= SURELY and len(clause.tags) >= 2
        asks = self.asks(speech, act.slots) == "product"
        return bool(strange) and len(strange) <= 3 and clear and surely and asks

    def _read(self, speech: Speech, act: Act, clause: Clause, cover: float) -> Act:
        # “do guppies get on with a betta”: a word that is near a name is none by itself
        is_named = (one for one in clause.tags if not (one.kind == "product" and one.repaired))
        told = is_named if speech.command == PRODUCT else iter(clause.tags)
        named = {tag.kind for tag in told} - LOOSE
        exact, anchored = act.stage == "phrase", bool(named) or "stage" in act.slots
        doubtful = not exact and gate.doubts(clause, self.acting)
        numbered = any(tag.kind in DOCUMENTS for tag in clause.tags)
        least = READ if anchored else READ_UNANCHORED
        enough = act.score >= least and cover >= _least_cover(act, anchored=anchored)
        if not speech.takes:
            enough = enough or (act.score >= HARMLESS and cover >= HARMLESS_COVER)
        # a number of ours leaves no doubt that it is we who are asked
        enough = enough or (numbered and act.score >= NUMBERED_READ)
        is_ours = anchored or bool(clause.named("customer"))
        sure = act.score >= (SURE_READ if is_ours else SURE_UNANCHORED) and cover >= SURE_COVER
        sure = sure and (is_ours or act.score - act.runner_up[1] >= SURE_GAP)
        # “don't refund 1043 yet” asks nothing
        forbids = clause.words[:1] in FORBIDDING and not clause.is_asked
        # “nobody refund 1043 again, it's been done”
        forbids |= clause.words[:1] == ["nobody"] and not self.acting.isdisjoint(clause.words[1:2])
        # “ship all late orders” asks for more than their list
        forbids |= _is_for_all(clause, self.acting)
        # “cancel 1043. has 1044 gone?” asks for more than how they stand
        forbids |= not exact and _begins_to_act(clause, self.acting)
        understood = (sure or ((exact or enough) and not doubtful)) and not forbids
        against = tuple(left_out(speech, act, clause))
        if against:
            return replace(act, verdict="none", against=against)
        stranger = _stranger(clause)
        if understood and stranger:
            return replace(act, verdict="clarify", asks=stranger)
        # “what do we need to reorder” names nobody
        if understood and (exact or not _names_a_stranger(clause)):
            asks = "" if not speech.needs else next(iter(speech.missing(frozenset(act.slots))), "")
            if len(act.slots.get("customer", ())) > 1 and "order" not in act.slots:
                asks = "customer"  # “what is Oliver's email?”, where there are two
            if asks and not exact and not anchored:
                return replace(act, verdict="suggest")
            return replace(act, verdict="clarify" if asks else "answer", asks=asks)
        likely = act.score >= SUGGESTED and cover >= 0.6 and anchored
        return replace(act, verdict="suggest" if likely else "none")

    def may_suggest(self, act: Act, clause: Clause) -> bool:
        """Whether somebody may be asked if this is what they meant."""
        speech = self.speeches[act.command]
        if not speech.writes:
            return act.verdict in {"answer", "suggest"}
        is_asked = not speech.cues.isdisjoint(clause.words)
        # a number that it has no use for is no word too many: “by 50p” says how
        said = " ".join(act.against)
        is_whole = not any(letter.isdigit() for letter in said)
        is_plain = CONDITIONS.isdisjoint(said.split())
        unsure = all(one.startswith(UNSURE) for one in act.against)
        return is_asked and is_whole and is_plain and unsure

    def _misattributed(self, clause: Clause) -> Iterator[str]:
        """“ship 1043 to Ann”, “Ann's 1043”, where 1043 is somebody else's."""
        pairs = product(clause.named("order"), clause.named("customer"))
        for order, who in pairs:
            held = self.known.names.orders.get(str(order.value).upper())
            whose = {held.customer, held.whose} - {""} if held is not None else set()
            if whose and whose.isdisjoint(who.value) and _is_whose(clause, who, order):
                yield f"another's: {clause.text.between(who.first, who.past)}"

    def is_known(self, number: object) -> bool:
        """Whether the shop has an order of that number, or of each of them."""
        numbers = number if isinstance(number, tuple) else (number,)
        return all(str(one).upper() in self.known.names.orders for one in numbers)

    def _is_of_one_thing(self, slots: Slots) -> bool:
        """“a return on 1043, we sent the wrong item”: of an order with several things, one."""
        order = self.known.names.orders.get(str(slots.get("order", "")).upper())
        told = "product" in slots or slots.get("reason") != "wrong_item"
        return not told and order is not None and len(set(order.products)) > 1

    def asks(self, speech: Speech, slots: Slots) -> str:
        """The one thing that a change still lacks, or names too vaguely; nothing: it is whole."""
        missing = speech.missing(frozenset(slots))
        if missing:
            return missing[0]
        for name in ("product", "to_product", "customer"):
            if len(slots.get(name, ())) > 1:
                return name
        if how_much.is_of_different_goods(self.known, speech, slots):
            return "product"
        lacks = self._lacks_of_its_own(speech.command, slots)
        return lacks or ("" if self._is_of_one_order(speech, slots) else "order")

    def _asks_of(self, speech: Speech, slots: Slots, clause: Clause) -> str:
        """What a change still lacks as a clause asks for it, and of how much or what it is."""
        return self.asks(speech, slots) or how_much.asked(self.known, speech, slots, clause)

    def _lacks_of_its_own(self, command: str, slots: Slots) -> str:
        """What only this change has to be told, as the shop is: from which of three places."""
        match command:
            case "start_return":
                return "product" if self._is_of_one_thing(slots) else ""
            case "exchange":
                return "" if "to_product" in slots else "to_product"
            case "receive_delivery":
                coming = self.known.to_come_from(slots.get("supplier", ""))
                return "purchase" if "purchase" not in slots and len(coming) > 1 else ""
            case "transfer_stock":
                is_open = "from_place" not in slots and len(self.known.names.places) > 2
                return "from_place" if is_open else ""
            case _:
                return ""

    def _is_of_one_order(self, speech: Speech, slots: Slots) -> bool:
        """Whether an order that is told by whose it is can be but one."""
        if "customer" not in slots or not any("order" in need for need in speech.needs):
            return True
        goods = slots.get("product", ())
        return len(self.known.orders_for(slots["customer"][0], speech.closed, goods)) == 1


def is_forgiven(reason: str, clause: Clause) -> bool:
    """Whether a reason does not count against a change that is plain, and very likely."""
    kind, _, words = reason.partition(": ")
    if kind == EVERYTHING:
        # “cancel 1043 and all the others” is of more than it names
        return bool(clause.named(*DOCUMENTS)) and "others" not in clause.words
    if kind != UNEXPLAINED:
        return kind == NO_REQUEST
    strange = len(words.split()) if clause.named(*gate.SPOKEN_OF) else len(clause.words)
    return strange <= MOST_STRANGE and strange <= STRANGE_SHARE * len(clause.plain)


def _unclear(
    speech: Speech, act: Act, clause: Clause, others: frozenset[str]
) -> Iterator[str]:  # fmt: skip
    """What makes it unclear which change is asked for, or to what."""
    if _is_unclear(speech, act, clause):
        yield "unclear: more, or so many"
    if gate.begins_otherwise(speech, clause, others):
        yield "another change"
    if gate.offers_another(clause, others):
        yield CHOICE


def _only_lacks(act: Act, clause: Clause, against: tuple[str, ...], margin: float) -> bool:
    """“3 to go from the barn to the shop”, “£8 back to the lady”: of what, is asked for.

    A part of few words that names figures and places, and no more than how they are meant.
    """
    likely = act.score >= SURE_WRITE and margin >= SURE_MARGIN
    is_brief = len(clause.words) <= MOST_BRIEF and not clause.is_asked
    figured = bool(clause.named("units", "money")) and set(against) <= {NO_REQUEST}
    return likely and is_brief and figured and len(clause.words) < len(clause.tags) * 4 + 1


def _goes_elsewhere(clause: Clause) -> bool:
    """“48204 needs a different address”: an order or somebody, and that another one is meant."""
    words = clause.free
    other = any(before in ANOTHER and word == "address" for before, word in pairwise(words))
    joined = f" {' '.join(words)} "
    other |= any(f" {one} " in joined for one in MOVED)
    return other and bool(clause.named(*gate.SPOKEN_OF)) and not clause.is_asked


def _is_unclear(speech: Speech, act: Act, clause: Clause) -> bool:
    """“honey bath 20”: whether there are twenty, or twenty more."""
    is_more = "counted" in speech.takes and act.slots.get("units", 0) > 0
    is_signed = any(tag.signed for tag in clause.named("units"))
    # “in Bath” says where, and “book in” that there are more
    there = [tag.first - clause.first - 1 for tag in clause.named("place")]
    words = [word for at, word in enumerate(clause.free) if at not in there or word != "in"]
    return is_more and not is_signed and ADDING.isdisjoint(words)


def _is_whose(clause: Clause, who: Tag, order: Tag) -> bool:
    """Whether somebody is named as the one whose an order is: right beside it."""
    words = [token.word for token in clause.text.tokens]
    if who.first >= order.past:
        return words[order.past : who.first] in OF_WHOM
    between = [one for one in words[who.past : order.first] if one not in {"order", "the"}]
    return between == ["'s"]


def _is_bare_request(speech: Speech, act: Act, clause: Clause) -> bool:
    """“start a return”: a request that names nothing, in its own words and few of them."""
    likely = act.score >= SURE_WRITE and act.score - act.runner_up[1] >= SURE_MARGIN
    if likely and speech.own.issuperset(clause.words) and len(clause.words) <= MOST_BARE:
        return True
    begins = leads(speech, clause.words) and is_about(clause) and not gate.waits(clause)
    return begins and act.score >= LED and act.score - act.runner_up[1] >= ASKED_MARGIN


def _least_cover(act: Act, *, anchored: bool) -> float:
    """How much of a question must be accounted for: less, the surer it is."""
    if anchored:
        return 0.34 if act.score >= READ_UNANCHORED else 0.5
    return 0.6 if act.score >= 0.85 else 0.8


def _stranger(clause: Clause) -> str:
    """The kind of what a question is about and the shop does not have, numbers aside."""
    return next((tag.kind for tag in clause.named(*STRANGERS) if not tag.known), "")


def _is_for_all(clause: Clause, acting: frozenset[str]) -> bool:
    """Whether a change is asked for of everything there is of a kind."""
    words = clause.words
    return bool(words) and words[0] in acting and not {"all", "every"}.isdisjoint(words[1:3])


def _begins_to_act(clause: Clause, acting: frozenset[str]) -> bool:
    """Whether a change is asked for at once of an order, return or purchase order."""
    said = without_aides(clause.words)
    is_verb = bool(said) and said[0] in acting and said[0] not in gate_words.ASKING
    return is_verb and said[1:2] in DOCUMENTED


def _names_a_stranger(clause: Clause, behind: frozenset[str] = PLACING) -> bool:
    """“how many mugs in Bristol”: a name that the shop does not have, where a place would stand."""
    return any(
        word in behind and following.isalpha() and not is_ordinary(following)
        for word, following in pairwise(clause.free)
    )


def covered(speech: Speech, clause: Clause) -> float:
    """The share of what was said that is accounted for."""
    left, told = gate.split_strange(speech, clause)
    left += [] if speech.writes or clause.named(*gate.ANCHORS, "customer") else told
    count = len([word for word in clause.words if word not in FUNCTION]) or 1
    return 1 - len(left) / max(count, len(left))
