"""“3 puppets got soaked, take them off”, “release it, she has paid”: a request, and what is told.

What is told stands before it and names what it is of, or behind it and says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from assistant.understanding import taken_over
from assistant.understanding.acts import Understood
from assistant.understanding.clause import QUESTIONS, SHOWING, Clause
from assistant.understanding.gate_words import CONDITIONS, FINITE, MODAL, NEGATIONS, SUPPOSING, TOLD
from assistant.understanding.given import again
from assistant.understanding.parse import Reader
from assistant.understanding.pronouns import tokens_of
from assistant.understanding.tag_sheet import DOCUMENTS
from assistant.understanding.talk_words import PARTING
from assistant.understanding.word_lists import listed

OTHERWISE = listed("wait but instead first later tomorrow maybe too also")
"""Behind a request these take it back, put it off, or ask for more."""
TELLING = listed("""
's 're 've is are was were has have had got came come been gone went broke split paid found rang
bought smells left
""")
"""Verbs of what tells, with those that are ordinary sentences."""
LEADING = listed("so and then please pls can could will would you we just now ok right")
"""Before the verb of what is asked for."""
AGAINST = (
    CONDITIONS
    | SUPPOSING
    | NEGATIONS
    | QUESTIONS
    | SHOWING
    | TOLD
    | MODAL
    | listed("""
    want wants wanted need needs needed like likes sent ask asks asked email emails text texts
    won't wont kidding joking scrap ignore forget wrong stop
    """)
) - listed("after once when while do is are has have")
"""What is told with one of them is more than told."""
LEAST_TOLD = 3
DOING = frozenset({"mark", "log", "make", "set"})
"""Verbs that are more than a change only with what stands behind them."""
OF_IT = frozenset({*DOCUMENTS, "product", "units"})
"""A request that names one of these itself is of that, and not of what is told."""
NAMED = (*DOCUMENTS, "product", "units", "place", "supplier", "carrier", "money", "channel",
         "tracking", "percent", "counted")  # fmt: skip
"""What is named before it would be part of it."""
LONGEST = 30


def of_what_is_told(reader: Reader, understood: Understood) -> Understood | None:
    """The request of the one thing that is told of before it; None: there is none.

    Args:
        reader: with the shop's names.
        understood: the message, which is no request as a whole.
    """
    text = understood.text
    words = text.words()
    is_read = len(understood.acts) == 1 and understood.verdict == "clarify"
    if len(words) > LONGEST or is_read or understood.verdict in {"confirm", "answer"}:
        return None
    ends = [at for at, word in enumerate(words) if word in PARTING]
    for at in reversed(ends):
        past = next((end for end in ends if end > at + 1), len(words))
        told = Clause.of(text, 0, at, understood.tags)
        rest = Clause.of(text, past, len(words), understood.tags)
        verb = next((word for word in words[at + 1 : past] if word not in LEADING), "")
        if verb not in reader.judge.acting | DOING or not _only_tells(told):
            continue
        if rest.named(*NAMED) or not reader.judge.acting.isdisjoint(rest.plain):
            continue
        asked = _asked(reader, told, reader.read(text.between(at + 1, past)), rest)
        if asked is not None:
            return replace(understood, acts=taken_over.with_reason(reader, understood, asked.acts))
    return None


def _asked(reader: Reader, told: Clause, asked: Understood, rest: Clause) -> Understood | None:
    """What a part asks for, with what is told of in place of its “it”."""
    if asked.verdict == "confirm" and len(asked.acts) == 1 and not told.named(*NAMED):
        # “Sandra's at the counter, exchange her cable on 1043 for a longer one”
        return asked
    if goods := _of_the_goods(reader, told, asked):
        return goods
    named, pointing = _named(told), tokens_of(asked)
    if pointing is None or not named or any(tag.kind in OF_IT for tag in asked.tags):
        return None
    first, past = pointing
    said = (asked.text.between(0, first), named, asked.text.between(past, len(asked.text.tokens)))
    bare = " ".join(filter(None, said))
    # “… please book it in. The contents are damaged.”
    behind = rest.text.between(rest.first, rest.past) if rest.first < rest.past else ""
    for whole in dict.fromkeys((f"{bare}{behind}", bare)):
        read = reader.read(whole)
        is_one = len(read.acts) == 1 and read.verdict in {"confirm", "clarify"}
        if is_one and not read.acts[0].against:
            return read
    return None


def _of_the_goods(reader: Reader, told: Clause, asked: Understood) -> Understood | None:
    """“nearly out of flies, raise a PO with Talisker for 40”: of the goods that are told of."""
    act, goods = asked.acts[0], told.named("product")
    lacks = asked.verdict == "clarify" and len(asked.acts) == 1 and act.asks == "product"
    is_one = len(goods) == 1 and goods[0].sure and len(goods[0].value) == 1
    if not lacks or not is_one or len(told.named(*NAMED)) > 1 or act.slots.get("product"):
        return None
    whole = again(reader, act, {"product": goods[0].value})
    return replace(asked, acts=(whole,)) if whole.verdict == "confirm" else None


def of_the_first_part(
    reader: Reader, understood: Understood, bound: Callable[[Understood], Understood]
) -> Understood | None:
    """“well release it, Elin paid on Monday”: the request that a message begins with.

    Args:
        reader: with the shop's names.
        understood: the message, which is no request as a whole.
        bound: gives a message with what “it” is.
    """
    text = understood.text
    words = text.words()
    at = next((at for at, word in enumerate(words) if word in PARTING), 0)
    is_read = len(understood.acts) == 1 and understood.verdict == "clarify"
    lacks_else = is_read and understood.acts[0].asks not in DOCUMENTS
    if not at or len(words) > LONGEST or lacks_else or understood.verdict in {"confirm", "answer"}:
        return None
    rest = Clause.of(text, at + 1, len(words), understood.tags)
    against = OTHERWISE | reader.judge.acting
    if rest.named(*NAMED) or not against.isdisjoint(rest.plain) or not _only_tells(rest):
        return None
    alone = reader.read(text.between(0, at))
    asked = bound(alone)
    # what is whole by itself was not read so for a reason
    if alone.verdict == "confirm" or asked.verdict != "confirm" or len(asked.acts) != 1:
        return None
    return replace(understood, acts=taken_over.with_reason(reader, understood, asked.acts))


def _only_tells(part: Clause) -> bool:
    """“Sandra's at the counter”: somebody or something, and what of it; not “Dave”."""
    words = part.text.words()[part.first : part.past]
    tells = not (FINITE | TELLING).isdisjoint(words) or any(word.endswith("ed") for word in words)
    # “I have before me …”
    is_here = any(pair == ("before", "me") for pair in pairwise(words))
    plain = {*part.plain} - ({"before"} if is_here else set())
    return len(words) >= LEAST_TOLD and tells and AGAINST.isdisjoint(plain)


def _named(told: Clause) -> str:
    """The one thing that is told of, as it was said: a number, or goods and how many."""
    documents, goods = told.named(*DOCUMENTS), told.named("product")
    if len(documents) == 1:
        return told.text.between(documents[0].first, documents[0].past)
    units = [tag for tag in told.named("units") if tag.sure]
    if documents or len(goods) != 1 or len(units) > 1:
        return ""
    many = f"{told.text.between(units[0].first, units[0].past)} " if units else ""
    return many + told.text.between(goods[0].first, goods[0].past)
