"""“yes she's happy with that”, “dpd, yes, send it”: a yes, and remarks that take nothing back.

Right behind what is shown, a plain yes is one though more is said beside it: what is shown once
more, in few words, or how somebody is meanwhile, in words that can say nothing of what is shown.
Whatever else is told makes it none: it may be done already, wanted otherwise, or said to somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.understanding import around, gate_words
from assistant.understanding.acts import Act, Understood
from assistant.understanding.agreeing import (
    BESIDE_NAMES,
    is_contrary,
    is_shown,
    is_the_other,
    names_all_of_it,
    turns_round,
)
from assistant.understanding.agreeing_beside import is_beside
from assistant.understanding.clause import NAMED, Clause
from assistant.understanding.english import FUNCTION, is_ordinary
from assistant.understanding.given import is_pronoun
from assistant.understanding.parse import Reader
from assistant.understanding.settling import (
    DONE_TO,
    PARTICLES,
    UNFINISHED,
    acknowledges,
    is_doubtful,
    settled_with,
    settles,
    waits_or_doubts,
)
from assistant.understanding.tag_sheet import Tag
from assistant.understanding.talk_words import PARTING
from assistant.understanding.tokens import read
from assistant.understanding.word_lists import listed, phrases

FIRMLY = listed("""
yes yeah yep yup yea yeh yh ye yess yesss yass yaas yessir aye ay agreed correct confirmed
""")
"""A yes by itself, and nothing but that."""
PLAIN_YES = FIRMLY | frozenset(phrases("""
go on | go on then | go ahead | do it | do that | please do | go for it | crack on | carry on |
get it done | spot on | that's the one | that's it | that's right | that's correct | it is correct
| that is right | that is correct | exactly that | confirm it | off you go | make it so
"""))  # fmt: skip
"""As firm, in more than a word."""
GOES = phrases("""
off it goes | off they go | away it goes | out it goes | get it moving | get them moving | get it
going | it 's fine to go | its fine to go | it 's ok to go | its ok to go | fine to go | get them
going | get it out | get them out | get it off | get it away | get it shifted | get it gone
""")
MARKED = phrases("""
mark it as shipped | mark it shipped | mark it as sent | mark it sent | mark it as gone | mark that
as shipped
""")
TAKEN = phrases("""
put the order through | place the order | put it all through | run it through | ring it up | ring it
through | ring them up | put it in | get it in | stick it in | pop it in
""")
NEXT = phrases("next")
"""“yep, next”, of what is counted."""
THAT_IS_ALL = phrases("""
that 's all | thats all | that 's everything | that is all | that 's what came | thats what came |
that 's what we got | thats what we got | that 's what arrived | that 's what i counted | thats what
i counted
""")
"""Right behind what is shown these say that it is so."""
ALL_THERE = phrases("""
it 's all there | its all there | all there | all here | all present | it 's all here | they 're all
there | everything 's there
""")
SAID_OF_IT = {"receive_delivery": ALL_THERE, "ship_order": (*GOES, *MARKED), "release_order": GOES,
              "new_order": TAKEN, "order_from_supplier": TAKEN}  # fmt: skip
"""Command -> what agrees to it, and would be the contrary of another."""
LONGEST, LONGEST_YES = 26, 6
UNSETTLED = (
    gate_words.CONDITIONS
    | gate_words.MODAL
    | gate_words.SUPPOSING
    | listed("""
'll 'd wait hold hang later tomorrow tonight yesterday check ask but except only instead rather same
another other more less fewer else too also both some each every either wrong sure yet want wants
wanted need needs how what where which why who whose nor or no stop forget first back already by you
your u ur
""")
)
"""Beside a yes these may say that it is to wait, or how it is to be otherwise."""
OF_REQUESTS = frozenset({"can", "you", "your"})
"""Words of a plain request, “you can let 1043 go”, that settle nothing by themselves."""
TOLD = gate_words.TOLD | listed("wrote written answered replied reply mentioned texted not if or")
"""Before a yes these say that it is somebody else's, or none."""
TELLING = listed("""
she he they it its shes hes theyre the her his their our my customer poor somebody everybody because
""")
"""With what begins that only tells."""
TELLING_OF_IT = gate_words.NEGATIONS | listed("done did does do gone one ones out off in up down")
"""Words of any sentence that may say that it is done, or is to be otherwise."""
HARMLESS = listed("""
agrees agreed
happy glad pleased delighted thrilled chuffed grateful patient lovely nice kind gent star great
sweet bless waiting desperate urgent hurry rushing moody cross furious angry upset mad nagging
moaning
pestering emailing ringing rang rung phoned called messaged texted emailed chasing chased twice days
weeks morning phone line door desk till counter shop bench hand hands driver van courier lorry
outside downstairs upstairs tapping foot stood standing sat sitting here there literally really very
absolute legend holiday hospital mum mother mothers sister husband wife birthday wedding party ages
forever away running shelf bay fridge behind under loading car bus train traffic
""")
"""Words that say nothing of what is shown."""
IT = frozenset({"it", "them", "that", "this", "these", "those"})
TOWARDS = listed("for on about with of after and where how")
"""Before these words they are only what somebody waits for, or speaks of."""
BEING = listed("'s 're 'm 've is are was were been has have had got")
STARTING = listed("so then just please pls now because oh right ok okay as lol omg")
HASTE = listed("""
please pls plz asap urgent urgently quick quickly sharpish pronto now today thanks thank cheers ta
mate love pal lovey boss duck hun my dear lol haha ha innit then so and all of exactly precisely
stock order in omg ffs thx ty yes sadly finally
""")
ELSEWHERE = listed("email mail text letter leave")
"""Beside what is shown these say that it is to be done elsewhere, or not."""
PUTTING = listed("put pop stick get pull bring shift set do")
"""Verbs that may stand for any other, beside what is shown."""
SUBJECTS = frozenset({"customer", "place"})
"""Kinds of what is shown of which something may be told."""
THAT_IS_WHAT = re.compile(
    r" (?:that|this)(?:s| 's| is) (?:exactly |just )?(?:what|how|where|the way)"
    r"(?: \w+ (?:wants|wanted|want|asked for|asked|was after|were after|needs|needed|said|says))?"
    r"(?= $)"
)
THAT_IS_IT = re.compile(
    r" (?:that|this)(?:s| 's| is) (?:the |my |our )?(?:new |right |correct )?"
    r"(?:reorder point|number|price|count|figure|address|order|amount|one|point|lot|total)"
    r"(?: (?:i|we|she|he|they) (?:want|wants|wanted|counted|have|has|gave|said|meant))?(?= )"
)
"""“that's the number”, “that is the reorder point I want”."""
DENIED = gate_words.NEGATIONS | gate_words.CONDITIONS
"""Words of a note without which the rest of it may say the contrary."""
POLITE = listed("please pls thanks thank my dear love ta")
SURELY = listed("absolutely definitely certainly indeed lovely great perfect brilliant")
"""Before “off it goes”."""


def agrees_openly(reader: Reader, pending: Act, understood: Understood) -> bool:
    """Whether a message that is said right behind what is shown agrees to that.

    Args:
        reader: with the shop's names.
        pending: the change that is shown, and was shown last.
        understood: the message.
    """
    text = understood.text
    words = text.words()
    is_open = "?" in words or is_doubtful(text) or not words or words[-1] in UNFINISHED
    whole = Clause.of(text, 0, len(text.tokens), understood.tags)
    if is_open or len(words) > LONGEST or _is_told(words):
        return False
    if names_all_of_it(pending, whole) or waits_or_doubts(text):
        return False
    if is_contrary(pending, words) or any(map(_is_no, _parts(understood))):
        return False
    parts = [_without_yes(reader, pending, part) for part in _parts(understood)]
    return any(agrees for agrees, _ in parts) and (
        _is_the_same(pending, understood)
        or all(_takes_nothing_back(reader, pending, rest) for _, rest in parts)
    )


def _is_the_same(pending: Act, understood: Understood) -> bool:
    """“yes, 1043 can go out now”: no more than what is shown is asked for, and that plainly."""
    acts, words = understood.acts, understood.text.words()
    # “yes, take 1043 off hold”: what belongs to the request takes nothing back
    said = " ".join(words).replace(" off hold", " off").split()
    is_one = len(acts) == 1 and acts[0].verdict == "confirm"
    is_one = is_one and (UNSETTLED - OF_REQUESTS).isdisjoint(said)
    is_same = is_one and acts[0].command == pending.command
    is_all = is_same and bool(acts[0].slots) and acts[0].slots.items() <= pending.slots.items()
    return is_all and ELSEWHERE.isdisjoint(words)


def _parts(understood: Understood) -> Iterator[Clause]:
    """What stands between marks, and between those and the word yes, which begins a part."""
    words, past = understood.text.words(), len(understood.text.tokens)
    within = {at for tag in understood.tags for at in range(tag.first, tag.past)}
    ends = [at for at, word in enumerate(words)
            if at and at not in within and (word in PARTING or word in FIRMLY)]  # fmt: skip
    for first, end in zip([0, *ends], [*ends, past], strict=True):
        begin = first + (words[first] in PARTING)
        if begin < end:
            yield Clause.of(understood.text, begin, end, understood.tags)


def _is_no(part: Clause) -> bool:
    """“forget that, off you go”: a no by itself."""
    return settles(read(part.text.between(part.first, part.past))) == "no"


def _is_told(words: Sequence[str]) -> bool:
    """“she told me, yes”: it is somebody else's."""
    last = max((at for at, word in enumerate(words) if word in FIRMLY), default=0)
    return not TOLD.isdisjoint(words[:last])


def _without_yes(reader: Reader, pending: Act, part: Clause) -> tuple[bool, Clause]:
    """Whether a part begins with a yes, and what it says beside that."""
    text, doing = part.text, reader.speeches[pending.command].cues
    if _is_said_of_it(pending, part):
        return True, Clause.of(text, part.past, part.past, part.tags)
    if text.words()[part.first] in FIRMLY:
        return True, Clause.of(text, part.first + 1, part.past, part.tags)
    if turns_round(pending, text.words()[part.first : part.past]):
        return False, part  # “put it back”, of what is to be sent
    for past in range(min(part.past, part.first + LONGEST_YES), part.first, -1):
        said = read(text.between(part.first, past))
        if settles(said, doing) != "yes" or acknowledges(said):
            continue
        if past == part.past or not PLAIN_YES.isdisjoint(settled_with(said)):
            return True, Clause.of(text, past, part.past, part.tags)
    return False, part


def _is_said_of_it(pending: Act, part: Clause) -> bool:
    """“get it moving”, of an order that is released."""
    said = part.text.words()[part.first : part.past]
    bare = " ".join(word for word in said if word not in POLITE | SURELY)
    is_next = "counted" in pending.slots and bare in NEXT and len(said) == 1
    return is_next or bare in SAID_OF_IT.get(pending.command, ())


def _takes_nothing_back(reader: Reader, pending: Act, remark: Clause) -> bool:
    """Whether what is said beside a yes only says again what is shown, or tells of others."""
    if remark.first == remark.past or _is_said_of_it(pending, remark):
        return True
    said = remark.text.between(remark.first, remark.past)
    if " ".join(remark.text.words()[remark.first : remark.past]) in THAT_IS_ALL:
        return True
    is_contrary = turns_round(pending, remark.text.words()[remark.first : remark.past])
    if not remark.tags and not is_contrary and settles(read(f"yes {said}")) == "yes":
        return True
    is_as_shown = all(_is_as_shown(reader, pending, remark, tag) for tag in remark.tags)
    if not is_as_shown or not _is_all_of_it(reader, pending, remark):
        return False
    words = [word for word in remark.free if word == NAMED or any(map(str.isalnum, word))]
    words = THAT_IS_IT.sub(" ", f" {' '.join(words)} ").split()
    # “hold 1043, the address is wrong”, without the comma
    return any(
        _says_again(reader, pending, words[:at])
        and (at == len(words) or _only_tells(remark, words[at:]))
        for at in range(len(words), -1, -1)
    )


def _says_again(reader: Reader, pending: Act, words: Sequence[str]) -> bool:
    """“move the six trowels over”: no word but those of what is shown."""
    doing = reader.speeches[pending.command].cues
    known = BESIDE_NAMES | DONE_TO | PARTICLES | HASTE | PUTTING | doing | _typed(pending)
    known |= {"is"} if [*words][-2:] == ["it", "is"] else set()  # “three it is”
    left = [word for word in words if word != NAMED and word not in known]
    elsewhere = ELSEWHERE - _typed(pending)
    waits = [*words][-2:] == ["hold", "on"]
    elsewhere |= {"leave"} if words == ["leave", "it"] else set()
    is_more = words[:1] == ["and"] or waits or not elsewhere.isdisjoint(words)
    # “yes nuts”, of a note “no nuts”
    typed = _typed(pending) - FUNCTION
    is_more |= not typed.isdisjoint(words) and not (_typed(pending) & DENIED).issubset(words)
    return not left and not turns_round(pending, words) and not is_more


def _only_tells(remark: Clause, words: Sequence[str]) -> bool:
    """“she's waiting at the till”: how somebody is, or what they do meanwhile.

    Only in words that can say nothing of what is shown: not “she's keeping it”, “it's shipped”.
    """
    told = THAT_IS_WHAT.sub(" ", f" {' '.join(words)} ").split()
    if is_beside(told) and not remark.tags:
        return True
    while told and told[0] in STARTING:
        del told[0]
    if not told:
        return True
    kinds = {tag.kind for tag in remark.tags}
    # “yes the honey is lovely”, of an order with honey in it, is said of that
    is_of_people = NAMED not in told or (bool(kinds) and kinds <= SUBJECTS)
    begins = is_of_people and (told[0] in TELLING or told[0] == NAMED)
    known = HARMLESS | BEING | (FUNCTION - UNSETTLED - TELLING_OF_IT) | TELLING | {NAMED}
    is_harmless = not HARMLESS.isdisjoint(told) and known.issuperset(told)
    # “the courier has it”, and not “she's waiting for it”
    is_of_it = any(two in IT and one not in TOWARDS for one, two in pairwise(told))
    is_harmless = is_harmless and not is_of_it
    return begins and is_harmless and not _speaks_to_somebody(remark)


def _is_as_shown(reader: Reader, pending: Act, remark: Clause, tag: Tag) -> bool:
    if is_pronoun(remark, tag):
        return True
    said = remark.text.between(tag.first, tag.past).lower()
    if tag.kind == "date" and said in {"today", "now"}:
        return True
    if tag.kind == "supplier":
        bought = reader.known.names.purchases.get(str(pending.slots.get("purchase", "")))
        return tag.value in {bought, pending.slots.get("supplier")}
    if tag.kind == "product" and "product" not in pending.slots:
        return not {*tag.value}.isdisjoint(around.goods(reader, pending))
    if tag.kind in {"address", "units"} and {*read(said).words()} <= _typed(pending):
        return True
    return is_shown(reader, pending, tag) and not is_the_other(pending, remark, tag)


def _typed(pending: Act) -> frozenset[str]:
    """The words of what is shown as it was typed: a note, an address."""
    typed = " ".join(str(pending.slots.get(name, "")) for name in ("note", "address"))
    return frozenset(read(typed).words())


def _is_all_of_it(reader: Reader, pending: Act, remark: Clause) -> bool:
    """Of an order that is shown whole: that no more and no less of its goods is named."""
    named = [set(tag.value) for tag in remark.named("product")]
    goods = around.goods(reader, pending)
    is_told_apart = "product" in pending.slots and all(len(codes) == 1 for codes in named)
    return not named or is_told_apart or ("product" not in pending.slots and all(
        any(one in codes for codes in named) for one in goods
    ))  # fmt: skip


def _speaks_to_somebody(remark: Clause) -> bool:
    """“yes Bridie, mind your fingers”: it is said to somebody else."""
    tagged = {at for tag in remark.tags for at in range(tag.first, tag.past)}
    first = next((at for at in range(remark.first, remark.past)
                  if remark.text.tokens[at].word not in POLITE), remark.past)  # fmt: skip
    if first in tagged or first in {0, remark.past}:
        return False
    token = remark.text.tokens[first]
    is_sentence = remark.text.tokens[first - 1].word in {".", "!"}
    return token.is_name and not is_sentence and not is_ordinary(token.word)
