"""A sentence that no phrase accounts for word by word -> the command it surely is, or none.

What the sentence names is handed on as words that the command's own slots read, so a permission, a
preview and a refusal are those of the strict way. Nothing that was named is left out: a command
that cannot take it is not meant.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from assistant import amounts, condition_told, reasons, shop_names, understand, whose
from assistant.understand import Match
from assistant.understanding import repriced, scoring, self_corrected, stated
from assistant.understanding.acts import Act, Understood
from assistant.understanding.parse import Reader
from assistant.understanding.respelling import respelling
from assistant.understanding.speech import Speech
from assistant.understanding.tag_sheet import DOCUMENTS, of_kind
from commands.kit import Asked

SIGNED = "adding/taking"
"""Stands for two slots, one for each sign."""
STAGES = {"unfulfilled": "open", "on_hold": "held", "late": "late", "shipped": "shipped",
          "cancelled": "cancelled", "unpaid": "unpaid"}  # fmt: skip
REASONS = {"damaged": "damaged", "found": "found", "theft": "stolen"}
CONDITIONS = {"restock": "restock", "damaged": "damaged"}
CALLED = {"stage": STAGES, "reason": REASONS, "condition": CONDITIONS}
"""Slot -> what the understanding calls a thing -> what the command's slot reads."""
ASKED = frozenset({"place", "from_place", "to_product", "address"})
"""What the commands ask for themselves, with the choices there are."""
ONCE = ("date", "product", "channel", "place")
"""What a question is told one of; “compare this week with last week” is another question."""
MINDED = frozenset({"customer", "date", "place", "money", "percent"})
"""What changes the answer to a question, even where the understanding has no use for it."""
HISTORY = "explain_stock"
"""Of goods, and as people ask it of orders too; for those the books have two answers."""
UNSURE = (0, 0)
MOST_TOLD_APART = 20
"""Requests of one sentence; no more are told apart."""


def warm() -> None:
    """Read from the disk what else the first message would wait for."""
    respelling(tuple(one.phrases for one in scoring.speeches().values()))
    scoring.scorer()


def reader(asked: Asked, said: str, more: Mapping[str, Speech] | None = None) -> Reader:
    """The pipeline over this shop today, for one sentence.

    Args:
        asked: who asks, and the books.
        said: the sentence; of the orders and returns only those that it names are looked up.
        more: speeches of commands that the pipeline itself never chooses.
    """
    known = shop_names.known(asked.books, said)
    return Reader({**scoring.speeches(), **(more or {})}, scoring.scorer(), known, asked.today)


def righted(asked: Asked, said: str) -> str:
    """A sentence without what was put right in it: “in Leeds, no, York”."""
    return self_corrected.righted(said, shop_names.known(asked.books, said), asked.today)


def understood(asked: Asked, said: str) -> Understood:
    """What the pipeline makes of a sentence in this shop today."""
    return reader(asked, said).read(said)


def matches(read: Understood) -> list[Match]:
    """The commands that a sentence surely is, one for each thing it asks for; none: unsure.

    A question is answered and a change is shown before it is made; what is only likely is neither.
    """
    acts = [each for act in read.acts for each in _by_number(act)]
    if len(read.acts) > 1 and (_leave_out(read) or condition_told.is_lost(read)):
        return []
    found = [_match(read, act) if _is_sure(act) else None for act in acts]
    sure = [one for one in found if one is not None]
    return sure if len(sure) == len(found) <= MOST_TOLD_APART else []


def likely(reader: Reader, read: Understood) -> list[Match]:
    """The commands that a sentence may be, the likeliest first, where it surely is none."""
    acts = [act for act in reader.likely(read) if act.command in scoring.speeches()]
    found = [_match(read, act) for act in acts]
    return [one for one in found if one is not None]


def meant(reader: Reader, read: Understood, commands: Collection[str]) -> list[Match]:
    """Those of some commands that a sentence may ask for, where somebody else names them."""
    names = [name for name, spoken in scoring.speeches().items() if spoken.runs in commands]
    found = [_match(read, act) for act in reader.may_mean(read, names)]
    return [one for one in found if one is not None]


def words_of(
    fills: Mapping[str, str], read: Understood, name: str, value: object
) -> dict[str, str]:
    """A thing as words for the command's slots that hold it; empty when they cannot.

    Args:
        fills: what the understanding calls a thing -> the command's slot.
        read: the message that names it.
        name: what it is called.
        value: of it.
    """
    said = _words(read, name, value) if name in fills else ""
    if not said:
        return {}
    if fills[name] != SIGNED:
        return {fills[name]: said}
    is_more = isinstance(value, int) and value > 0
    return {"units": said, **({"adding": "add"} if is_more else {"taking": "take"})}


def _by_number(act: Act) -> list[Act]:
    """What is asked of several orders, returns or purchases, as it would be of each."""
    for kind in DOCUMENTS:
        numbers = act.slots.get(kind)
        if isinstance(numbers, tuple) and len(numbers) > 1:
            return [replace(act, slots={**act.slots, kind: one}) for one in numbers]
    return [act]


def _is_sure(act: Act) -> bool:
    vague = act.verdict == "clarify" and (
        act.asks in act.slots or act.asks in ASKED or _only_answers(act) or _tells_whose(act)
    )
    vague |= act.stage in {stated.STAGE, repriced.STAGE}
    return vague or act.verdict in {"answer", "confirm"}


def _tells_whose(act: Act) -> bool:
    """Whether the order that is to be asked for may follow from whose it is."""
    finds = scoring.speeches()[act.command].finds
    return act.asks == finds == "order" and "customer" in act.slots


def _only_answers(act: Act) -> bool:
    """Whether a change is asked for that the books cannot make: nothing has to be asked for it."""
    spoken = scoring.speeches()[act.command]
    command = understand.known().get(spoken.runs)
    return spoken.writes and command is not None and command.write is None


def _match(read: Understood, act: Act) -> Match | None:
    if act.command == HISTORY and "order" in act.slots:
        return _of_an_order(read, act)
    spoken = scoring.speeches()[act.command]
    command = understand.known().get(spoken.runs)
    if command is None or condition_told.is_of_some(read, act):
        return None
    owners = act.slots.keys() & set(whose.OWNERS)
    named = {name: _words(read, name, act.slots[name]) for name in owners}
    owner = whose.of(spoken, act, named)
    owning = {owner.owner.kind} if owner else set()
    why = reasons.words_of(spoken.runs, act.slots)
    owning |= {"reason"} if why else set()
    if not act.slots.keys() <= spoken.fills.keys() | spoken.passes | owning:
        return None
    said_too = _also_said(read, spoken) if len(read.acts) == 1 else {}
    if len(read.acts) == 1 and not spoken.writes and _leaves_out(read, spoken):
        return None
    words: dict[str, str] = {}
    for name, value in (act.slots | said_too).items():
        if name in spoken.passes | owning:
            continue
        said = words_of(spoken.fills, read, name, value)
        if not said:
            return None
        words |= said
    return Match(command, {**words, **why}, UNSURE, owner)


def _of_an_order(read: Understood, act: Act) -> Match | None:
    """“what happened to 1043”: its history; “why is 1043 on there”: what it waits for."""
    number = act.slots["order"]
    if act.slots.keys() != {"order"} or not isinstance(number, str) or len(read.tags) > 1:
        return None
    asks_why = read.text.words()[:1] == ("why",)
    command = understand.known()["why_here" if asks_why else "order_history"]
    return Match(command, {"order": number}, UNSURE)


def _leaves_out(read: Understood, spoken: Speech) -> bool:
    """Whether a question names more than its answer would be about."""
    named = {tag.kind for tag in read.tags}
    used = (spoken.takes - spoken.unsaid) | spoken.fills.keys() | spoken.passes
    is_minded = bool(named & MINDED - used)
    return is_minded or any(len(of_kind(read.tags, kind)) > 1 for kind in ONCE)


def _leave_out(read: Understood) -> bool:
    """Whether several requests together are about less than is named."""
    return any(
        len(of_kind(read.tags, kind))
        > sum(len(act.slots.keys() & {kind, f"from_{kind}", f"to_{kind}"}) for act in read.acts)
        for kind in (*ONCE, *MINDED)
    )


def _also_said(read: Understood, spoken: Speech) -> dict[str, object]:
    """The days that are named, where the understanding has no use for them and the command has."""
    dated = of_kind(read.tags, "date") if "date" in spoken.unsaid & spoken.fills.keys() else []
    return {"date": dated[0].value[spoken.looks_ahead]} if dated else {}


def _words(read: Understood, name: str, value: object) -> str:
    """A thing as words that a slot reads; nothing when it cannot."""
    if isinstance(value, dict):
        # days; those with an open end are none that a figure could be of
        return f"{value['from']}..{value['to']}" if len(value) == 2 else ""
    if name == "money":
        return amounts.price(read)
    if name in CALLED:
        return CALLED[name].get(str(value), "")
    if isinstance(value, tuple):
        if len(value) == 1:
            return str(value[0])
        # several fit: as it was said, so that the slot names them all and asks
        tags = [tag for tag in read.tags if tag.value == value]
        return read.text.between(tags[0].first, tags[0].past) if tags else ""
    return str(abs(value)) if isinstance(value, int) else str(value)
