"""What is said after something was said: follow-ups, corrections, yes and no.

Pure: a state and a message give what is to be done and the next state. At most one change waits for
its yes; only a whole message is a yes or a no.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from assistant.understanding import (
    around,
    calling_off,
    going_on,
    openly,
    putting_right,
    taken_over,
    turning,
    undoing,
)
from assistant.understanding.acts import Act, Understood, most_careful
from assistant.understanding.agreeing import agreed, is_contrary
from assistant.understanding.agreeing_openly import agrees_openly
from assistant.understanding.answering import answered, completed
from assistant.understanding.beginning import opening, opens
from assistant.understanding.clause import QUESTIONS
from assistant.understanding.context import in_context
from assistant.understanding.correcting import corrected
from assistant.understanding.elsewhere import (
    is_of_another,
    points_at_another,
    points_elsewhere,
)
from assistant.understanding.given import again
from assistant.understanding.letting_go import gives_up, lets_go, refuses
from assistant.understanding.named_change import agrees_by_name, lets_go_of, lets_go_of_another
from assistant.understanding.no_longer_wanted import is_why, with_why
from assistant.understanding.parse import Reader
from assistant.understanding.pausing import is_pause
from assistant.understanding.picking import both, picked, placed, that_order
from assistant.understanding.resuming import says_what
from assistant.understanding.settling import (
    CALLED,
    acknowledges,
    as_answer,
    asks_if_ok,
    brought_back,
    concludes,
    is_content,
    is_grateful,
    repeats,
    settles,
)
from assistant.understanding.settling_several import (
    is_of_so_many,
    points_at_one,
    settles_several,
)
from assistant.understanding.several_orders import one_more
from assistant.understanding.state import State, tells_words
from assistant.understanding.talk_words import (
    AGAINST_WHY,
    CORRECTING,
    FIRST,
    UNDO,
)
from assistant.understanding.tokens import Text, read
from assistant.understanding.turning import instead, spoken
from assistant.understanding.unclear import leaves_unclear

TWO = 2
ONE_OF_THEM = frozenset({"one", "just", "only"})
"""“yes that one”, of two orders."""
BOTH_OF_THEM = (("yes", "them"), ("ok", "yes", "them"), ("yeah", "them"), ("yep", "them"))
"""“yes both”, as it is read where two were spoken of."""


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
    said = said if state.pending is None else as_answer(said)
    reader = replace(reader, aloud=False) if tells_words(state) else reader
    text = read(said)
    if is_pause(text.words()) and not settles(text):
        # what was asked goes on waiting for its word; what was shown for more than a bare yes
        return Turn("none", (), replace(state, several=(), is_shown=False, is_paused=True))
    together = _settled_together(reader, state, text) if state.several else None
    turn = together or _heard(reader, state, said)
    focus = turn.state.focus
    place = around.held(reader, focus).get("place") if focus else None
    aside = _put_aside(state, turn, said)
    if focus is not None and turn.action == "answer":
        focus = taken_over.of_price(focus, said)
        focus = taken_over.of_whose_order(reader, state.focus, focus, said)
    told = replace(turn.state, focus=focus, place=place or state.place, aside=aside,
                   told=_numbers(turn, state))  # fmt: skip
    # “ok?” asks about what is shown
    goes_on = state.is_shown and asks_if_ok(text)
    is_shown = turn.action == "confirm"
    is_paused = state.is_paused and turn.state.pending == state.pending and not is_shown
    several = told.several if is_shown else ()
    told = replace(told, is_shown=is_shown or goes_on, is_paused=is_paused, several=several)
    return replace(turn, state=told)


def _numbers(turn: Turn, state: State) -> tuple[str, ...]:
    """The orders that a message was answered about, in their order; else those of the last."""
    found = [act.slots.get("order") for act in turn.acts]
    numbers = [one for some in found if some for one in ([some] if isinstance(some, str) else some)]
    # “the other one”, of two of which one was asked about since
    is_of_those = len(state.told) == TWO and {*numbers} < {*state.told}
    return tuple(dict.fromkeys(numbers)) if numbers and not is_of_those else state.told


def _put_aside(state: State, turn: Turn, said: str) -> Act | None:
    """The change that waits until another one is made: “do 1044 first”."""
    if turn.action == "confirm" and state.pending and FIRST in read(said).words():
        return state.pending
    return None if turn.state.pending == state.aside else state.aside


def _heard(reader: Reader, state: State, said: str) -> Turn:
    understood = _as_picked(reader, state, said)
    if (at_once := _at_once(reader, state, understood)) is not None:
        return at_once
    said_alone, understood = understood, instead(reader, state, understood)
    lets_it_go = understood is said_alone and lets_go(reader, state, understood)
    word = "no" if lets_it_go else _settling(reader, state, understood)
    # “forget that, off you go”: what is left of it agrees to nothing
    word = "" if word == "yes" and understood is not said_alone else word
    if word:
        return _settled(state, agreed=word == "yes")
    followed = _one_more(reader, state, understood) or follow(reader, state, understood)
    followed = followed or begun(reader, state, understood)
    followed = followed or asked_beside(reader, state, understood)
    if followed is not None and not is_as_before(state, followed):
        return _shown(state, (followed.act,))
    was_done = state.focus is not None and state.focus.verdict == "execute"
    if was_done and (_undoes(reader, understood) or _undoes_at_first(reader, understood)):
        return _dropped(replace(state, pending=None))
    if understood.verdict not in {"confirm", "answer"} and gives_up(state, understood):
        return _settled(state, agreed=False)
    return _openly(reader, state, understood) or _by_itself(reader, state, understood)


def _as_picked(reader: Reader, state: State, said: str) -> Understood:
    """The message, with the number of an order in place of “the Etsy one”, “the second one”."""
    understood = reader.read(openly.in_figures(state, said))
    of_which = picked(reader, state.focus, understood.text) if state.focus else ""
    of_which = of_which or (both(state.focus, understood.text) if state.focus else "")
    of_which = of_which or placed(state.told, state.focus, understood.text)
    if not of_which and state.pending is None and state.focus and "order" not in state.focus.slots:
        named = any(tag.kind == "order" for tag in understood.tags)
        of_which = "" if named else that_order(state.told, understood.text)
    return reader.read(of_which) if of_which else understood


def _at_once(reader: Reader, state: State, understood: Understood) -> Turn | None:
    """What waits, let go of in so many words; kept, where it is only said why, or of another."""
    if state.pending is not None:
        if is_why(state.pending.command, understood.text.clean):
            return _shown(state, (with_why(reader, state.pending),))
        if lets_go_of_another(understood.text, state.pending.command):
            return Turn("none", (), state)
    is_refused = refuses(understood) and turning.other_change(reader, state, understood) is None
    is_dropped = is_refused or _is_called_off(reader, state, understood)
    return _dropped(state) if is_dropped else None


def _settled_together(reader: Reader, state: State, said: Text) -> Turn | None:
    """“yes” or “yes, both”, right behind changes that were shown at once: all of them are made."""
    plain = settles(said)
    if plain == "no":
        return Turn("drop", (), State(focus=state.focus))
    is_all = is_of_so_many(settles_several(said), len(state.several))
    doing = frozenset(one for act in state.several for one in _verbs(reader, act))
    is_all |= plain == "yes" and not is_grateful(said) and not points_at_one(said, doing)
    if not is_all:
        return None
    done = tuple(replace(act, verdict="execute") for act in state.several)
    return Turn("execute", done, State(focus=done[-1]))


def is_as_before(state: State, followed: Followed) -> bool:
    """“it was Royal Mail took that, no Yodel”, read as “no, Yodel”, of what is shown so."""
    return followed.before == state.pending and followed.act.slots == followed.before.slots


def _openly(reader: Reader, state: State, understood: Understood) -> Turn | None:
    """What waits, otherwise or let go of, as a message says that is no request by itself."""
    told = openly.told(reader, state, understood)
    found = told or openly.put_right(reader, state, understood)
    if found is not None:
        return _shown(state, (found,))
    return _settled(state, agreed=False) if openly.lets_go(reader, state, understood) else None


def _is_called_off(reader: Reader, state: State, understood: Understood) -> bool:
    """“cancel the whole thing”, after goods or money began to go back."""
    acting = reader.judge.acting
    if state.pending and lets_go_of(understood.text, state.pending.command, acting):
        return True
    before = state.pending or state.focus
    is_back = before is not None and calling_off.goes_back(before.command)
    return is_back and calling_off.is_said(understood.text.clean)


def _dropped(state: State) -> Turn:
    """What waits is let go of; what was done is to be undone."""
    if state.pending is None and state.focus and state.focus.verdict == "execute":
        return _shown(state, (Act(UNDO, {}, "confirm", stage="talk", score=1.0),))
    return _settled(state, agreed=False)


def _settling(reader: Reader, state: State, understood: Understood) -> str:
    """Whether a message is a yes or a no to what waits."""
    said = understood.text
    if state.pending is not None:
        said = brought_back(said, state.pending.command)
    word = settles(said, _doing(reader, state))
    # “spot on” agrees where something waits, and is thanks where nothing does
    waits = state.pending or state.question or not understood.acts[:1]
    is_praise = not waits and understood.acts[0].command == "thanks"
    is_last = state.pending is not None and state.focus == state.pending and state.is_shown
    is_back = state.is_paused and state.focus == state.pending
    if (is_last or is_back) and not word and repeats(understood.text, _doing(reader, state)):
        return "yes"
    if word == "yes" and _is_no_yes(reader, state, understood, is_last=is_last):
        return ""
    if word and not is_praise and not (word == "no" and _asks_anew(state, understood)):
        return word
    if state.pending is None:
        return ""
    is_agreed = is_last and is_content(understood.text)
    is_agreed |= state.is_paused and _is_of_both(state.pending, understood.text)
    is_agreed |= agrees_by_name(state, understood)
    is_agreed |= not understood.tags and concludes(understood.text, _doing(reader, state))
    is_agreed |= is_last and agrees_openly(reader, state.pending, understood)
    return "yes" if is_agreed or agreed(reader, state.pending, understood) else ""


def _is_no_yes(reader: Reader, state: State, understood: Understood, *, is_last: bool) -> bool:
    """Whether a yes is of something else than what waits, or may be."""
    text = understood.text
    if state.pending is not None and is_contrary(state.pending, text.words()):
        return True
    is_all = state.pending is not None and _is_of_both(state.pending, text)
    if state.is_paused and not is_all and not says_what(text, _doing(reader, state)):
        return True  # once a moment was asked for, it has to say what is done: “yes, ship it”
    orders = state.pending.slots.get("order") if state.pending is not None else None
    if isinstance(orders, tuple) and not ONE_OF_THEM.isdisjoint(text.words()):
        return True
    points = not {"that", "this"}.isdisjoint(text.words())
    if not is_last and ((points and is_of_another(state)) or points_at_another(state, text)):
        return True
    if is_grateful(text) or points_elsewhere(state, understood):
        return True
    # “ok”, of what was answered since
    return state.pending is not None and not is_last and acknowledges(text)


def _is_of_both(pending: Act, said: Text) -> bool:
    """“yes, both”, of a change of two orders."""
    orders = pending.slots.get("order")
    if not isinstance(orders, tuple) or len(orders) != TWO:
        return False
    # “both” is read as “them” of two that were spoken of
    return settles_several(said) == "both" or said.words() in BOTH_OF_THEM


def _by_itself(reader: Reader, state: State, understood: Understood) -> Turn:
    """What a message leads to that goes on from nothing, though it may point at something."""
    acts = in_context(reader, state, understood).acts
    acts = tuple(taken_over.of_the_order(reader, state.focus, understood, act) for act in acts)
    acts = tuple(taken_over.with_goods_told(reader, understood, act) for act in acts)
    acts = tuple(taken_over.as_amount(reader, taken_over.by_number(reader, act)) for act in acts)
    turn = _shown(state, _as_shown(state, understood, acts) or acts)
    if turn.action in {"suggest", "none"} and not (state.pending or state.question):
        turn = _asking_who(reader, state, understood) or turn
    if leaves_unclear(reader, state, understood, turn.action):
        # what was to be put right is unclear: a yes after it is no yes to what was shown
        return replace(turn, state=State(focus=state.focus))
    return turn


def _as_shown(state: State, understood: Understood, acts: tuple[Act, ...]) -> tuple[Act, ...]:
    """“send it again”, where it is shown with a carrier: with all that it was shown with."""
    if state.pending is None or understood.tags or [act.verdict for act in acts] != ["confirm"]:
        return ()
    [act], shown = acts, state.pending
    is_same = act.command == shown.command and act.slots.items() <= shown.slots.items()
    return (shown,) if is_same else ()


def _asking_who(reader: Reader, state: State, understood: Understood) -> Turn | None:
    """Asking who or what is meant by a name that the shop does not have."""
    told = reader.of_a_stranger(understood)
    if told is None:
        return None
    [act] = told.acts
    slots = {name: value for name, value in act.slots.items() if name != act.asks}
    return _shown(state, (replace(act, slots=slots),))


def _undoes(reader: Reader, understood: Understood) -> bool:
    """“oh no, undo that, she wants it after all”, of what was just done."""
    speech = reader.speeches.get(UNDO)
    return speech is not None and undoing.asks(speech, understood.text)


def _undoes_at_first(reader: Reader, understood: Understood) -> bool:
    """“undo that, the bank says it's his”: and then why."""
    first, *rest = putting_right.parted(understood)
    told = [part for part in rest if part.plain]
    speaks = AGAINST_WHY | reader.judge.acting | (QUESTIONS - {"is"})
    if "?" in understood.text.words() or any(not speaks.isdisjoint(one.plain) for one in told):
        return False
    return bool(told) and _undoes(
        reader, reader.read(understood.text.between(first.first, first.past))
    )


def follow(reader: Reader, state: State, understood: Understood) -> Followed | None:
    """The question, change or answer before it that a message goes on from; None: it is its own.

    A message that puts right is about the change that waits. One that goes on is about what was
    answered last, where that was something else.
    """
    later = state.focus is not None and state.focus != state.pending
    puts_right = opening(spoken(understood), CORRECTING) > 0
    if state.aside is not None and turning.goes_back(state.aside, understood):
        return Followed(state.aside, state.aside)
    if state.question is not None and state.place and turning.says_same_place(understood):
        there = {state.question.asks: state.place}
        if state.question.asks in {"place", "from_place"}:
            return Followed(state.question, again(reader, state.question, there))
    ways = [(state.question, answered), (state.pending, corrected),
            *((state.focus, way) for way in going_on.WAYS)]  # fmt: skip
    if state.kept is not None:
        there = around.from_there(reader, state.focus, understood)
        ways.append((state.kept, partial(completed, there=there)))
    if later and not puts_right:
        ways[1:] = reversed(ways[1:])
    for before, way in ways:
        act = None if before is None else way(reader, before, understood)
        if before is not None and act is not None:
            return Followed(before, act)
    return None


def _one_more(reader: Reader, state: State, understood: Understood) -> Followed | None:
    """“1044 as well”: the orders that are shown, and that one."""
    if state.pending is None or not (more := one_more(state.pending, understood)):
        return None
    return Followed(state.pending, again(reader, state.pending, more))


def begun(reader: Reader, state: State, understood: Understood) -> Followed | None:
    """“5, there's another one soaked”: what goes on from before, and what only says why."""
    waiting = replace(state, focus=None, kept=None)
    for part in putting_right.meant(reader, state, understood):
        followed = follow(reader, waiting, reader.read(part))
        if followed is not None:
            # “one teapot, it's faulty”: why, of the part that only tells
            is_count = followed.act.command == "adjust_stock"  # “make it 5, another box ripped”
            acts = (followed.act,)
            [act] = acts if is_count else taken_over.with_reason(reader, understood, acts)
            return replace(followed, act=act)
    return None


def asked_beside(reader: Reader, state: State, understood: Understood) -> Followed | None:
    """“just for the depot, I'm about to drive over”: a question that goes on, and what is told."""
    focus = state.focus
    if focus is None or focus.verdict != "answer" or state.question or state.pending:
        return None
    # “and eBay the month before, I want to see if it's picked up” goes on from sales
    is_same = [act.command for act in understood.acts] == [focus.command] and opens(understood)
    if understood.verdict == "confirm" or (understood.verdict == "answer" and not is_same):
        return None
    alone = State(focus=focus, place=state.place)
    part = putting_right.told_apart(reader, understood)
    found = follow(reader, alone, reader.read(part)) if part else None
    return found if found is not None and found.act.verdict == "answer" else None


def _doing(reader: Reader, state: State) -> frozenset[str]:
    """The verbs of the change that waits."""
    return _verbs(reader, state.pending) if state.pending else frozenset()


def _verbs(reader: Reader, act: Act) -> frozenset[str]:
    speech = reader.speeches.get(act.command)
    if speech is None:
        return frozenset()
    # “yes, put it back” undoes; “go ahead with the cancellation” says what is done
    called = {"put"} if speech.command == UNDO else {*CALLED.get(speech.command, ())}
    return speech.cues | called


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
    changes = [act for act in kept if act.verdict == "confirm"]
    # of several it is not clear to which a plain yes would be; “yes, both” says so
    pending = changes[0] if len(changes) == 1 else None
    question = next((act for act in kept if act.verdict == "clarify"), None)
    if action == "answer":
        return Turn(action, kept, State(focus, state.pending, kept=state.question or state.kept))
    several = tuple(changes) if len(changes) > 1 and question is None else ()
    return Turn(action, kept, State(focus, pending, question, several=several))
