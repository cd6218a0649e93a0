"""Which part of a message says what is meant, where the others hesitate or only say why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.understanding.acts import Act, Understood
from assistant.understanding.agreeing import is_shown
from assistant.understanding.beginning import opened, opening
from assistant.understanding.calling_off import goes_back
from assistant.understanding.clause import QUESTIONS, Clause
from assistant.understanding.gate_words import CONDITIONS
from assistant.understanding.parse import Reader
from assistant.understanding.slots import OF_SOME
from assistant.understanding.state import State
from assistant.understanding.talk_words import AGAINST_WHY, CORRECTING, NAMING, PARTING, SHORT
from assistant.understanding.turning import says_why, spoken
from assistant.understanding.word_lists import listed

SIGHS = listed("ah oh no nope argh ugh sorry wait hm hmm actually och ach well")
SPEAKING = listed("""
i we they he she it there that this i'm i'd i've we're we'd we've they're they'd they've he's he'd
she's she'd it's it'd there's that's that'd that'll im theyre theyve shes hes its thats because cos
coz cause since as due given by my our her his their sure found missed forgot miscounted recounted
overlooked spotted misread mistyped misheard
""")
"""With what a part begins that tells something, and asks for nothing."""
ON_ACCOUNT = ("on account of", "on grounds of", "for the sake of", "so as to", "be ", "for i ")
AGAINST = CONDITIONS | {"?", "if", "unless", "instead", "maybe", "perhaps"}
LINKING = listed("the a to from for of in at on with by and")
NEARBY = listed("before after previous same")
"""“the week before”, “same again”: what goes on from before, and names nothing."""
COMPLAINING = re.compile(
    r"\b(?:is|are|was|were|'s|'re) (?:(?:far|way|much|all|just|a bit|always|so|very|really) )*"
    r"(?:too|shut|closed|late|slow|down|off|broken|full|useless|rubbish|dear|fragile|heavy|bulky)\b"
)
"""“bottles are too heavy”: what is said of what is not to be otherwise."""
TO_BE_OTHERWISE = listed("""
make change put set use try say do send give take both all none half double more less same other
another different rest lot
""")
"""What may be a request, or say how it is to be, though it names nothing that is known."""
MISCOUNTED = listed("found missed forgot overlooked spotted another more extra")
"""With what somebody tells that there are more than they counted."""
BETTER = re.compile(
    r"\s+(?:would|will|'d|might|may|must|should|ought to)(?: really| surely| probably)? "
    r"(?:be|do|suit)\b(?: (?:the|a|much|far|so much|more|me|us|him|her|them))*"
    r"(?: (?:wiser|better|best|safer|fairer|kinder|nicer|preferable|sensible|right|correct|enough"
    r"|plenty|sufficient|nearer|handier|prudent|suitable|finer?|nicely|it))?"
    r"(?: (?:figure|number|amount|price|choice|idea|option|one|way|course|quantity|sum|instead))?"
    r"[.! ]*$"
    r"|\s+(?:is|are|'s|'re) (?:(?:much|far|a bit|probably|a lot|rather|way|the) )*"
    r"(?:safer|wiser|better|nearer|fairer|kinder|nicer|closer|best|cheaper|quicker|more like it)"
    r"[.! ]*$",
    re.IGNORECASE,
)
"""“then twelve would be the wiser figure”: “then twelve”."""
RUNS_LOW = re.compile(
    r"^(?:(?:ok|oh|erm|um|well|just|say)\b,? *)*(?:(?:when|if|once|as soon as) (?:there'?s|there is"
    r"|there are|we(?:'ve| have)(?: only)?(?: got)?|(?:it|they|we)(?:'s|'re| is| are| gets?| drops?"
    r"| falls?| goes| go| hits?| reach(?:es)?| runs?)(?: down)?(?: to)?) *)?"
    r"(?:(?:any(?:thing)? )?(?:under|below|less than|fewer than)|down to) (?=\d|[a-z]+$)",
    re.IGNORECASE,
)
"""“when there's under 20”, where it was asked how many: “20”."""
USING = re.compile(
    r"(?:so |then |let's |lets |let us |we'll |can we |please |just )*"
    r"(?:use|try|go with|go for|get (?:it|them) (?:from|off)|order (?:it|them)? ?(?:from|off)"
    r"|have|send (?:it|them)? ?(?:with|by|via))"
    r" (?:them|those|him|her|that one|that lot|these)(?: instead| then| please| rather)*[.! ]*$",
    re.IGNORECASE,
)
"""“use them instead”, of whom the part before it names."""
MEANT = re.compile(
    r"(?:they|she|he|i|we|it|the (?:lads?|driver|customer|client|boss))(?:'s|'ve| have| has| had)?"
    r" (?:put|meant|mean|said|wanted|wants?|needs?|asked for|left|went|dropped|unloaded|chose"
    r"|picked)"
    r"(?: it| them| that| this| me)?(?: off)?(?: in| to| at| for| with| on| into)?(?: the| a)?",
    re.IGNORECASE,
)
"""“they put it in …”: what stands before what is meant."""
SAYING = re.compile(
    r"(?:it|that|the (?:label|mail|email|note|form|order|paper|slip|message|docket|invoice)"
    r"|label|slip|docket) (?:says?|said|reads?|was|is|should be)(?: the| a)? (?=\S)",
    re.IGNORECASE,
)
"""“i misread her mail, it says small”."""
NOT_BUT = re.compile(
    r"^(?:(?:no|oh|ah|sorry|wait|actually|oops),? )*"
    r"not (?:in |at |from |to |the )*[\w' ]+?[,.;-]+ *"
    r"(?:this is|that's|it's|it is|they're|these are|those are|make it|it was|rather|but)"
    r"(?: in| at| from| to| the)* ",
    re.IGNORECASE,
)
"""“not the shop, this is unit 9”: “no, unit 9”."""
TOLD_OF = re.compile(
    r"(?:the|my|our|their|his|her) [\w']+(?: [\w']+)? (?:is|are|was|were|has|have|had|will|won't"
    r"|can't|isn't|aren't|does|doesn't|only|needs|wants)\b"
)
"""“the van is small”: what is only told."""
SAID_MEANT = re.compile(
    r"^.*?\bi (?:just )?(?:said|put|typed|wrote|entered|asked for) [^,;.]+?,? (?:but|and|when)"
    r" (?:i )?(?:meant?|should have (?:said|put|typed)|needed|wanted|need|want|was after)"
    r"(?: to say)?:? ",
    re.IGNORECASE,
)
"""“i said 3107 but meant 3118”: “no, 3118”."""
AND_WANTS = re.compile(
    r"^and (?:she|he|they|the customer|the client) (?:wants?|needs?|is after|are after)"
    r" (?=\w+[.! ]*$)",
    re.IGNORECASE,
)
"""“and she wants 2”: how many, and nothing more."""
TO_BE = re.compile(
    r"^(?:(?:and|but|oh|no|also|sorry|wait|actually),? )*(?:the |its |her |his |their )?"
    r"(?:price|number|quantity|qty|amount|carrier|date|place|reason|total|minimum|supplier|courier)"
    r" (?:should be|should have been|is|to be|needs to be|ought to be|has to be|must be)(?: to)? ",
    re.IGNORECASE,
)
"""“and the price should be 13.50”."""
BECAME = listed("""
lost broke broken smashed sold came took had did let messed dropped damaged forgot never failed
missed arrived turned ruined delayed cost
""")
"""What became of something that is named."""
WITHOUT = re.compile(
    r"no (?!the\b|that\b|just\b|only\b|it\b|its\b|i\b|make\b)[^,.;!]+[.!]*", re.IGNORECASE
)
BEING = listed("is are was were 's seems looks")
AMISS = listed("missing gone lost broken cracked damaged chipped faulty smashed found out left")
"""What is told of goods that cannot go: “not found”, “out of stock”."""
TAKING = listed("have take need want be go get prefer")
MISREADING = listed("misread misheard mistyped miscounted mixed muddled")


def meant(reader: Reader, state: State, understood: Understood) -> Iterator[str]:
    """Parts of a message that may say by themselves what is to be otherwise, the likeliest first.

    “5, there's another one soaked”; “no wait, Fastway, they're cheaper”.
    """
    waits = state.question or state.pending
    if not waits or understood.verdict == "confirm":
        return
    if state.pending is not None and adds_to_count(state.pending, understood):
        return
    if understood.verdict != "answer" or _says_what_and_why(understood):
        yield from _first_or_last(reader, state, understood)
        less = TO_BE.sub("make it ", understood.text.clean)
        less = AND_WANTS.sub("make it ", SAID_MEANT.sub("no ", less))
        less = NOT_BUT.sub("no ", RUNS_LOW.sub("", BETTER.sub("", less)))
        if less != understood.text.clean and "?" not in understood.text.clean:
            yield less
    if state.pending is not None:
        yield from _among(reader, state.pending, understood)


def _says_what_and_why(understood: Understood) -> bool:
    """“the teapot, it's faulty”: by itself it would ask how many there are."""
    kinds = {tag.kind for tag in understood.tags}
    return {"product", "reason"} <= kinds <= {"product", "units", "reason", "condition"}


def _first_or_last(reader: Reader, state: State, understood: Understood) -> Iterator[str]:
    """The part before the first mark, where the rest says why, or the part behind it."""
    text = understood.text
    words = text.words()
    at = next((at for at, word in enumerate(words) if word in PARTING), 0)
    if not at:
        return
    speaks = AGAINST_WHY | reader.judge.acting | QUESTIONS
    first, last = (
        Clause.of(text, *part, understood.tags) for part in ((0, at), (at + 1, len(text.tokens)))
    )
    is_short = bool(state.question) and len(last.words) <= SHORT
    is_talk = not last.named(*NAMING) and (is_short or speaks.isdisjoint(last.words))
    if is_talk or says_why(last):
        yield text.between(0, at)
        return
    said = first.words[opened(first.words, CORRECTING) :]
    # “five weeks! make it 50 then”: what is exclaimed is of the answer before
    exclaimed = words[at] == "!" and opening(last.words, CORRECTING) > 0
    if (exclaimed or not first.named(*NAMING)) and speaks.isdisjoint(said):
        yield text.between(at + 1, len(text.tokens))


def _among(reader: Reader, pending: Act, understood: Understood) -> Iterator[str]:
    """The one part of several that names how it is to be, behind a word that puts right."""
    text = understood.text
    parts = [one for one in parted(understood) if one.words or one.tags]
    uses = USING.match(text.between(parts[-1].first, parts[-1].past)) if parts else None
    if len(parts) < 2 or "?" in text.words() or not (uses or _puts_right(parts[0])):
        return
    said = [one for one in parts if not _only_opens(one) and not _tells(reader, pending, one)]
    saying = [one for one in parts[1:] if SAYING.match(text.between(one.first, one.past))]
    said = saying if not said and len(saying) == 1 else said
    said = [parts[-1]] if uses else said
    if len(said) == 1 and USING.match(said[0].text.between(said[0].first, said[0].past)):
        # “Marchetti do it cheaper, use them”
        named = [tag for tag in understood.tags if tag.kind in {"supplier", "carrier"}]
        if len(named) == 1 and named[0].past <= said[0].first:
            yield f"no {text.between(named[0].first, named[0].past)}"
        return
    if len(said) != 1:
        return
    [core] = said
    if says := SAYING.match(text.between(core.first, core.past)):
        yield f"no {text.between(core.first, core.past)[says.end() :]}"
        return
    if len(core.tags) == 1 and MEANT.fullmatch(text.between(core.first, core.tags[0].first)):
        # “apologies, they put it in the mill”
        core = Clause.of(text, core.tags[0].first, core.past, understood.tags)
    # what is told before it may be what the “no” is said to
    yield f"no {text.between(core.first, core.past)}"


def adds_to_count(pending: Act, understood: Understood) -> bool:
    """“forgot the top shelf, 12”, of 31 that were counted: rather twelve more than twelve.

    “18, found one more”, of 17, says itself how many there are.
    """
    counted = pending.slots.get("counted", 0)
    numbers = [tag.value for tag in understood.tags if tag.kind == "units"]
    more = not MISCOUNTED.isdisjoint(understood.text.words())
    return more and bool(numbers) and all(number < counted for number in numbers)


def parted(understood: Understood) -> list[Clause]:
    """What stands between the marks of a message."""
    words = understood.text.words()
    ends = [
        at for at, word in enumerate(words) if word in PARTING and not _is_within(understood, at)
    ]
    spans = zip([0, *(at + 1 for at in ends)], [*ends, len(words)], strict=True)
    return [Clause.of(understood.text, *span, understood.tags) for span in spans]


def told_apart(reader: Reader, understood: Understood) -> str:
    """The part of a message that names something, where the others only tell; else nothing."""
    parts = [one for one in parted(understood) if one.words or one.tags]
    asking = AGAINST | QUESTIONS | reader.judge.acting | {"not", "no"}
    naming = [one for one in parts if one.tags or not NEARBY.isdisjoint(one.words)]
    quiet = [one for one in parts if one not in naming]
    is_quiet = all(asking.isdisjoint(one.words) for one in quiet)
    if len(naming) != 1 or not quiet or not is_quiet:
        return ""
    return understood.text.between(naming[0].first, naming[0].past)


def _is_within(understood: Understood, at: int) -> bool:
    """Whether a mark belongs to what is named: “27 Mill Lane, Otley”."""
    return any(tag.first < at < tag.past for tag in understood.tags)


def _puts_right(part: Clause) -> bool:
    return opening(part.words, CORRECTING) > 0 or not {*MISREADING, "instead"}.isdisjoint(
        part.plain
    )


def _only_opens(part: Clause) -> bool:
    """“no wait”, “forgive me”, “you know what”."""
    return not part.tags and opened(part.words, CORRECTING) == len(part.words)


def _tells(reader: Reader, pending: Act, part: Clause) -> bool:
    """“they're cheaper”, “that'd leave none for the website”: it says why, and not how it is to be.

    What it names is of the change as it was shown, or of no kind that the change has.
    """
    words = [token.word for token in part.text.tokens[part.first : part.past]]
    first = part.first
    while words[:1] and words[0] in SIGHS:
        # “ah no the evri man has been already”
        words, first = words[1:], first + 1
    said = " ".join(words)
    begins = not SPEAKING.isdisjoint(words[:1]) or said.startswith(ON_ACCOUNT)
    # “the dhl did not come today”, of the one that was shown
    starts = first + (words[:1] == ["the"])
    is_first = any(tag.first == starts for tag in part.tags)
    # “York to Leeds” only names
    begins |= len(words) > SHORT and is_first and not LINKING.issuperset(part.plain)
    if not AGAINST.isdisjoint(words):
        return False
    if is_first and len(part.tags) == 1 and COMPLAINING.search(said):
        return True
    if tells_what_was(pending, part.words):
        return True
    if not part.tags:
        begins |= TOLD_OF.match(said) is not None
        acting = reader.judge.acting | QUESTIONS | TO_BE_OTHERWISE
        return begins or (len(words) > 1 and acting.isdisjoint(words))
    if not begins:
        return False
    takes = reader.speeches[pending.command].takes
    tags = [tag for tag in part.tags if tag.sure or tag.kind != "units"]
    is_of = [tag for tag in tags if tag.kind in takes and tag.kind not in {"date", "reason"}]
    return all(is_shown(reader, pending, tag) for tag in is_of)


def is_without(pending: Act, understood: Understood) -> bool:
    """“no lamp”, of an order that is to leave: the rest is not what it names."""
    kinds = [tag.kind for tag in understood.tags]
    is_said = WITHOUT.fullmatch(understood.text.clean) is not None
    return is_said and kinds == ["product"] and pending.command in OF_SOME


def tells_what_will_be(words: Sequence[str]) -> bool:
    """“no, she'll do it online”: what somebody does instead; “she'll have 3” puts right."""
    will = next((at for at, word in enumerate(words) if word in {"'ll", "will"}), 0)
    is_theirs = will > 0 and words[will - 1] in {"she", "he", "they", "i", "customer"}
    return is_theirs and TAKING.isdisjoint(words[will + 1 :])


def tells_what_was(pending: Act, words: Sequence[str]) -> bool:
    """“DHL lost the last one”, “the honey came late”: what became of it, and not how it is to be.

    Args:
        pending: the change that waits.
        words: canonical, with marks in place of what is named.
    """
    if len(words) == SHORT and words[0].startswith("<") and words[1] == "<reason>":
        # another than is shown, and what is wrong with that; goods that go back may be told so
        return words[0].strip("<>") in pending.slots or not goes_back(pending.command)
    if _is_amiss(words) and not goes_back(pending.command):
        return True
    words = words[opened(words, CORRECTING) :]
    return len(words) > SHORT and words[0].startswith("<") and words[1] in BECAME


def _is_amiss(words: Sequence[str]) -> bool:
    """“the lamp is broken”, “lamp missing”: it is not that alone which is meant."""
    named = [word for word in words if word not in {"the", "that", "a"}]
    what, how = named[:1], named[1:]
    is_named = what in (["<product>"], ["<units>"]) or named[:2] == ["<units>", "<product>"]
    how = how[1:] if named[:2] == ["<units>", "<product>"] else how
    is_told = how[:1] in ([one] for one in BEING) or how[:1] in ([one] for one in AMISS)
    return is_named and is_told and not {*AMISS, "<reason>"}.isdisjoint(how)


def rivals(reader: Reader, pending: Act, understood: Understood) -> bool:
    """“ay sorry, with GLS, …”, where another carrier was shown: that is not what waits."""
    if asks(understood) or not opening(spoken(understood), CORRECTING):
        return False
    told = [tag for tag in understood.tags if tag.kind in pending.slots]
    return any(not is_shown(reader, pending, tag) for tag in told)


def asks(understood: Understood) -> bool:
    """Whether a message has the form of a question, or asks to be shown something."""
    whole = Clause.of(understood.text, 0, len(understood.text.tokens), understood.tags)
    return whole.is_asked
