"""What is said after something was said: follow-ups, corrections, yes and no.

Pure: a state and a message give what is to be done and the next state. At most one change waits for
its yes; only a whole message is a yes or a no.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.understanding import around, candidates, gate_words, undoing
from assistant.understanding.acts import Act, Understood, most_careful
from assistant.understanding.canonical import DROPPED
from assistant.understanding.clause import QUESTIONS, Clause
from assistant.understanding.gate_words import NEGATIONS, TELLING
from assistant.understanding.given import AS_TYPED, again
from assistant.understanding.given import given as slots_given
from assistant.understanding.parse import Reader
from assistant.understanding.picking import picked
from assistant.understanding.pointing import bound
from assistant.understanding.settling import settles
from assistant.understanding.slots import Slots
from assistant.understanding.talk_words import (
    ADDING,
    AGAIN,
    AGAINST_WHY,
    AGREEING,
    CORRECTING,
    FOLLOWING,
    HESITATING,
    LAST,
    LETTING_GO,
    MARKS,
    NAMING,
    NUMBERED,
    OBJECTING,
    PARTING,
    REFUSED,
    REFUSING,
    SHORT,
    SURELY,
    TRAILING,
    UNDO,
)
from assistant.understanding.tokens import read


@dataclass(frozen=True)
class State:
    """What a conversation is about."""

    focus: Act | None = None
    """What was last answered, shown or done."""
    pending: Act | None = None
    """The one change that waits for a yes."""
    question: Act | None = None
    """What lacks one thing, which was asked for."""
    place: str = ""
    """The place that was told last, whatever was spoken of since."""


@dataclass(frozen=True)
class Turn:
    """What a message leads to: answer, confirm, execute, clarify, suggest, drop or none."""

    action: str
    acts: tuple[Act, ...]
    state: State


@dataclass(frozen=True)
class Followed:
    """An act as a later message changes it."""

    before: Act
    act: Act


def hear(reader: Reader, state: State, said: str) -> Turn:
    """What a message leads to, after what was said before it."""
    turn = _heard(reader, state, said)
    focus = turn.state.focus
    place = around.held(reader, focus).get("place") if focus else None
    return replace(turn, state=replace(turn.state, place=place or state.place))


def _heard(reader: Reader, state: State, said: str) -> Turn:
    understood = reader.read(said)
    of_which = picked(reader, state.focus, understood.text) if state.focus else ""
    understood = _instead(reader, state, reader.read(of_which) if of_which else understood)
    word = settles(understood.text, _doing(reader, state))
    # “spot on” agrees where something waits, and is thanks where nothing does
    waits = state.pending or state.question or not understood.acts[:1]
    is_praise = not waits and understood.acts[0].command == "thanks"
    if word and not is_praise and not (word == "no" and _asks_anew(state, understood)):
        return _settled(state, agreed=word == "yes")
    followed = follow(reader, state, understood) or begun(reader, state, understood)
    if followed is not None:
        return _shown(state, (followed.act,))
    if state.focus and state.focus.verdict == "execute" and _undoes(reader, understood):
        return _shown(state, (Act(UNDO, {}, "confirm", stage="talk", score=1.0),))
    if understood.verdict in {"suggest", "none"} and _gives_up(state, understood):
        return _settled(state, agreed=False)
    turn = _shown(state, in_context(reader, state, understood).acts)
    if turn.action in {"suggest", "none"} and not (state.pending or state.question):
        turn = _asking_who(reader, state, understood) or turn
    is_lost = turn.action in {"suggest", "none"}
    unclear = _begins(understood, OBJECTING if is_lost else REFUSED)
    # “they are not mouldy at all” denies what was shown, too
    unclear |= is_lost and not NEGATIONS.isdisjoint(understood.text.words())
    if unclear and turn.action in {"suggest", "none", "answer"}:
        # what was to be put right is unclear: a yes after it is no yes to what was shown
        return replace(turn, state=State(focus=state.focus))
    return turn


def in_context(reader: Reader, state: State, understood: Understood) -> Understood:
    """A message with what it points at, and without what is only talk around it."""
    found = bound(reader, state.focus, understood, state.place)
    if found.verdict not in {"suggest", "none"} or _is_of_manners(found):
        return found
    return _less(reader, state, understood) or _after_talk(reader, state, understood) or found


def _is_of_manners(understood: Understood) -> bool:
    return any(act.stage == "phrase" for act in understood.acts)


def _less(reader: Reader, state: State, understood: Understood) -> Understood | None:
    """“hold it instead”, of what was spoken of: what it comes to without its last word."""
    said, times = LAST.subn("", understood.text.clean)
    if state.focus is None or not times or not said.strip():
        return None
    less = bound(reader, state.focus, reader.read(said), state.place)
    return less if less.verdict in {"confirm", "clarify"} else None


def _after_talk(reader: Reader, state: State, understood: Understood) -> Understood | None:
    """“too slow. refund it”, “haha ok, what can you do then”: what is asked after small talk."""
    text = understood.text
    words = text.words()
    # behind a comma may stand who is spoken to: “Dave, can you cancel 1043”
    at = next((at for at, word in enumerate(words) if word in {".", "!"}), 0)
    before = Clause.of(text, 0, at, understood.tags)
    speaks = AGAINST_WHY | reader.judge.acting | QUESTIONS | gate_words.SPEAKING
    no_talk = before.named(*NAMING) or not speaks.isdisjoint(before.plain)
    if not at or no_talk or settles(read(text.between(0, at))) == "no":
        return None
    after = reader.read(text.between(at + 1, len(text.tokens)))
    asked = bound(reader, state.focus, after, state.place)
    return asked if asked.verdict in {"confirm", "clarify", "answer"} else None


def _asking_who(reader: Reader, state: State, understood: Understood) -> Turn | None:
    """Asking who or what is meant by a name that the shop does not have."""
    told = reader.of_a_stranger(understood)
    if told is None:
        return None
    [act] = told.acts
    slots = {name: value for name, value in act.slots.items() if name != act.asks}
    return _shown(state, (replace(act, slots=slots),))


def _begins(understood: Understood, with_one_of: frozenset[str]) -> bool:
    """Whether a message begins with one of some words, “oh” and “well” aside."""
    words = list(_words(understood))
    while words and words[0] in HESITATING - with_one_of:
        del words[0]
    return not with_one_of.isdisjoint(words[:1])


def _instead(reader: Reader, state: State, understood: Understood) -> Understood:
    """“no, ship it instead”, of what was spoken of: the request, without what is before it."""
    tokens = understood.text.tokens
    let_go = LETTING_GO.match(understood.text.clean)
    if let_go and state.pending:
        other = bound(reader, state.focus, reader.read(understood.text.clean[let_go.end() :]))
        if other.verdict in {"confirm", "clarify"}:
            return other
    at = next((at for at, one in enumerate(tokens) if one.word not in HESITATING), 0)
    waits = state.pending or state.question or state.focus
    before = REFUSING if state.pending else REFUSING | AGREEING
    breaks = MARKS if state.pending else MARKS | {"please"}
    refuses = len(tokens) > at + 3 and tokens[at].word in before and tokens[at + 1].word in breaks
    if not waits or not refuses or understood.verdict in {"confirm", "answer", "clarify"}:
        return understood
    asked = reader.read(understood.text.clean[tokens[at + 2].start :])
    own = asked.acts[0] if asked.acts else None
    held = bound(reader, state.focus, asked, state.place)
    # “put it on hold” lacks only what it is
    is_own = own is not None and (own.verdict != "none" or own.score >= SURELY)
    # “no, she changed her mind” says why not
    only_why = {tag.kind for tag in asked.tags} == {"reason"}
    tells = only_why and not TELLING.isdisjoint(_words(asked)[:1])
    is_own = is_own and held.verdict in {"confirm", "clarify"} and not tells
    return held if is_own else understood


def _undoes(reader: Reader, understood: Understood) -> bool:
    """“oh no, undo that, she wants it after all”, of what was just done."""
    speech = reader.speeches.get(UNDO)
    return speech is not None and undoing.asks(speech, understood.text)


def _gives_up(state: State, understood: Understood) -> bool:
    """“nah scrap that, I'll carry them over myself”: a no, and what names nothing beside it."""
    names = {tag.kind for tag in understood.tags} - {"reason"}
    if names or not (state.pending or state.question):
        return False
    said = re.split(r"[,.;!–-]+\s+", understood.text.clean)
    parts = [part for part in (said[0], said[-1]) if part.strip()]
    return len(said) > 1 and any(settles(read(part)) == "no" for part in parts)


def opens(understood: Understood) -> bool:
    """Whether a message begins as what goes on from the last one does: “no, ”, “and ”."""
    return _opening(_words(understood), (*CORRECTING, *FOLLOWING)) > 0


def adds(understood: Understood) -> bool:
    """Whether a message asks for more beside what waits: “and 3 teapots”, not “and make it 3”."""
    words = _words(understood)
    return words[:1] in ([one] for one in ADDING) and not _opening(words[1:], CORRECTING)


def follow(reader: Reader, state: State, understood: Understood) -> Followed | None:
    """The question, change or answer before it that a message goes on from; None: it is its own.

    A message that puts right is about the change that waits. One that goes on is about what was
    answered last, where that was something else.
    """
    later = state.focus is not None and state.focus != state.pending
    puts_right = _opening(_words(understood), CORRECTING) > 0
    ways = [(state.question, _answered), (state.pending, _corrected), (state.focus, _narrowed)]
    if later and not puts_right:
        ways[1:] = reversed(ways[1:])
    for before, way in ways:
        act = None if before is None else way(reader, before, understood)
        if before is not None and act is not None:
            return Followed(before, act)
    return None


def begun(reader: Reader, state: State, understood: Understood) -> Followed | None:
    """“5, there's another one soaked”: what goes on from before, and what only says why."""
    text = understood.text
    at = next((at for at, word in enumerate(text.words()) if word in PARTING), 0)
    waits = state.question or state.pending
    if not at or not waits or understood.verdict in {"confirm", "answer"}:
        return None
    waiting = replace(state, focus=None)
    speaks = AGAINST_WHY | reader.judge.acting | QUESTIONS
    first, last = (
        Clause.of(text, *part, understood.tags) for part in ((0, at), (at + 1, len(text.tokens)))
    )
    is_short = bool(state.question) and len(last.words) <= SHORT
    if not last.named(*NAMING) and (is_short or speaks.isdisjoint(last.words)):
        return follow(reader, waiting, reader.read(text.between(0, at)))
    if not first.named(*NAMING) and speaks.isdisjoint(first.words):
        return follow(reader, waiting, reader.read(text.between(at + 1, len(text.tokens))))
    return None


def _doing(reader: Reader, state: State) -> frozenset[str]:
    """The verbs of the change that waits."""
    speech = reader.speeches.get(state.pending.command) if state.pending else None
    return frozenset() if speech is None else speech.cues


def _asks_anew(state: State, understood: Understood) -> bool:
    """“cancel it” where nothing waits, and nothing was just done, asks for that."""
    done = state.focus is not None and state.focus.verdict == "execute"
    waits = state.pending is not None or state.question is not None or done
    return not waits and understood.verdict in {"confirm", "clarify"}


def _settled(state: State, *, agreed: bool) -> Turn:
    if agreed and state.pending is not None:
        done = replace(state.pending, verdict="execute")
        return Turn("execute", (done,), State(focus=done))
    if not agreed and (state.pending or state.question):
        return Turn("drop", (), State(focus=state.focus))
    return Turn("none", (), state)


def _shown(state: State, acts: tuple[Act, ...]) -> Turn:
    """The next state, when these acts are shown."""
    action = most_careful(acts)
    if acts and acts[0].command in {"greet", "thanks"}:
        return Turn("none", acts, state)
    if action in {"suggest", "none"}:
        return Turn(action, acts if action == "suggest" else (), state)
    kept = tuple(act for act in acts if act.verdict in {"answer", "confirm", "clarify"})
    focus = next((act for act in reversed(kept) if act.command != "help"), state.focus)
    pending = next((act for act in kept if act.verdict == "confirm"), None)
    question = next((act for act in kept if act.verdict == "clarify"), None)
    if action == "answer":
        return Turn(action, kept, State(focus, state.pending, None))
    return Turn(action, kept, State(focus, pending, question))


def _answered(reader: Reader, asked: Act, understood: Understood) -> Act | None:
    """The act that lacked one thing, when the message is that thing."""
    is_typed = asked.asks in AS_TYPED and understood.verdict in {"suggest", "none"}
    is_typed = is_typed and "?" not in understood.text.words()
    if not is_typed and not _is_fragment(reader, understood, (*CORRECTING, *FOLLOWING)):
        return None
    given = slots_given(reader, asked, understood, asked.asks)
    if asked.asks == "order" and not given:
        given = around.of_channel(reader, asked, understood)
    if asked.asks == "order" and "order" not in given and given.get("product"):
        given = around.with_goods(reader, asked, given["product"]) or given
    if asked.asks not in given and not given:
        return None
    return replace(again(reader, asked, given), given=asked.asks)


def _corrected(reader: Reader, pending: Act, understood: Understood) -> Act | None:
    """The change that waits, with what the message puts right."""
    is_part = _is_fragment(reader, understood, (*CORRECTING, *FOLLOWING))
    turned = {} if understood.tags else around.swapped(_words(understood), pending)
    words = _words(understood)
    other = candidates.other(reader, pending, words[_opened(words, CORRECTING) :])
    another = _names_another(pending, understood) or turned or other
    if another:
        return again(reader, pending, another)
    if not is_part and not _only_tells_why(understood):
        return None
    given = slots_given(reader, pending, understood, "") or around.swapped(
        _words(understood), pending
    )
    why_not = given.keys() == {"reason"} and _begins(understood, REFUSED)
    if not given or (why_not and "reason" not in pending.slots):
        # “no, she changed her mind” says why not
        return None
    return again(reader, pending, given)


def _names_another(pending: Act, understood: Understood) -> Slots:
    """“no wait it's R-66 I've got in my hand”: a number of the kind that the change is of."""
    words = list(_words(understood))
    opened = _opened(words, CORRECTING)
    [*tags] = understood.tags
    if not opened or len(tags) != 1 or tags[0].kind not in NUMBERED or not tags[0].known:
        return {}
    is_same = pending.slots.get(tags[0].kind) in {None, tags[0].value}
    after = frozenset(words[opened:])
    if is_same or after & AGAINST_WHY or understood.verdict in {"confirm", "answer"}:
        return {}
    return {tags[0].kind: tags[0].value}


def _only_tells_why(understood: Understood) -> bool:
    """“the customer says it was chipped”: a reason, and nothing that is asked, denied or named."""
    words = understood.text.words()
    is_told = understood.verdict in {"suggest", "none"} and AGAINST_WHY.isdisjoint(words)
    return is_told and [tag.kind for tag in understood.tags] == ["reason"]


def _narrowed(reader: Reader, focus: Act, understood: Understood) -> Act | None:
    """The last question put again, with what the message names in place of what was named."""
    speech = reader.speeches.get(focus.command)
    if speech is None or not speech.keeps or not _is_fragment(reader, understood, FOLLOWING):
        return None
    # a name by itself asks about it; “same for 1044” does again what was done
    again_too = opens(understood) or not AGAIN.isdisjoint(_words(understood))
    if speech.writes and not (focus.verdict == "execute" and again_too):
        return None
    given = slots_given(reader, focus, understood, "")
    given |= around.earlier(_words(understood), focus.slots)
    whose = {"customer"} if "order" in speech.keeps else set()
    if not given or not given.keys() <= speech.keeps | whose | {"place", "date", "channel"}:
        return None
    if not given.keys() <= speech.takes | {"counted"}:
        return None
    own = understood.acts[0] if understood.acts else None
    opened = _opening(_words(understood), FOLLOWING)
    if (
        own
        and own.stage == "phrase"
        and own.command != focus.command
        and not opened
        and not given.keys() & {name for name in focus.slots if name in speech.keeps}
    ):
        return None
    kept = {name: value for name, value in focus.slots.items() if name in speech.keeps}
    if {"order", "customer"} & given.keys():
        kept = {name: value for name, value in kept.items() if name not in {"order", "customer"}}
    return again(reader, replace(focus, slots=kept), given)


def _words(understood: Understood) -> list[str]:
    whole = Clause.of(understood.text, 0, len(understood.text.tokens), understood.tags)
    return whole.words


def _opening(words: Sequence[str], openings: Sequence[str]) -> int:
    """How many words of an opening the message begins with."""
    return max(
        (len(one.split()) for one in openings if list(words[: len(one.split())]) == one.split()),
        default=0,
    )


def _opened(words: Sequence[str], openings: Sequence[str]) -> int:
    """How many words the openings take that the message begins with: “no wait it's”."""
    past = 0
    for _ in range(3):
        past += _opening(words[past:], openings)
    return past


def _is_fragment(reader: Reader, understood: Understood, openings: Sequence[str]) -> bool:
    """Whether a message only names things, with no verb of its own."""
    words = _words(understood)
    words = words[_opened(words, openings) :]
    told = around.told(words)
    left = [
        word
        for word in words
        if not word.startswith("<") and word not in TRAILING | DROPPED and word not in told
    ]
    if not left:
        return True
    return (
        len(left) <= 2
        and all(reader.known.products.reading(word) or candidates.is_size(word) for word in left)
        and (len(words) <= 4)
    )
