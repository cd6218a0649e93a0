"""What is to be kept as it was typed: a note, a quotation, an address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.understanding.tokens import Text
from assistant.understanding.word_lists import listed

QUOTES = frozenset({'"', "'"})
WRITING = frozenset({"jot", "write", "scribble", "jotted", "record"})
NOTES = frozenset(
    {"note", "comment", "memo", "remark", "message", "instruction", "instructions", "nb"}
)
PUTTING = frozenset({"add", "put", "leave", "stick", "pop", "write", "make", "with"})
POINTED = (("it",), ("this",), ("that",))
LATE = 6
"""Words before a note in a message that is about the note."""
DOING = frozenset({"ship", "send", "cancel", "hold", "refund", "release", "return"})
SAYING = frozenset({"saying", "reading", ":", "says", "say", "-", "that"})
FINITE = listed("""
is was are were has had isn't wasn't looks looked seems seemed reads needs went got gets does did
""")
"""“the note on 1043 looks wrong” says something of the note, and is none."""
STREET = (
    r"street|st|road|rd|lane|ln|avenue|ave|close|drive|dr|way|court|ct|place|square|sq|terrace"
    r"|row|hill|"
    r"gardens|grove|park|crescent|mews|quay|wharf|green|parade|walk|rise|view|gate|yard|hall|house|"
    r"cottage|farm|buildings|boulevard|blvd|embankment|mill|brae|wynd"
)
NAMING = r"(?!(?:has|have|had|is|are|was|were|moved|wants?|needs?|goes|gone|must|should)\b)"
"""“30843 has moved house” is no street."""
POSTCODE = r"[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}"
ADDRESS = re.compile(
    rf"(?:(?:flat|unit|apt|apartment|suite|studio"
    rf"|floor)\s+\w+,?\s+)?\d+[a-z]?,?\s+(?:{NAMING}[a-z][\w'.-]*,?\s+){{0,4}}?"
    rf"(?:{STREET})\b|\b(?:\d+[a-z]?,?\s+)?(?:(?!to\b)[a-z][\w'-]*,?\s+){{1,3}}{POSTCODE}\b"
    rf"|\b{POSTCODE}\b",
    re.IGNORECASE,
)
LEADS = frozenset({"to", ":", "is", "be", "address", "at", "-", "now", "it", "with", ",", "="})
ADDRESSED = listed("""
address deliver redirect divert reroute send ship moved go going post forward postcode delivery
switch change
""")
NEXT = re.compile(
    r"\s*[,;.]?\s+(?:and|then|also|plus)(?: (?:then|also|please|pls|can you|could you))*"
    r" (?:put|hold|ship|send|cancel|add|refund|release|note|tell|mark|stick|pop|leave a|make a)\b"
    r"|\s*[,;]\s+(?:please|pls) (?:put|hold|ship|cancel|add|refund|release|mark)\b",
    re.IGNORECASE,
)
"""“…, Cobh, and then put it on hold”: the next request, and no more of the address."""
TAIL = re.compile(
    r"[\s,;.!?]*(?:\b(?:please|pls|instead|thanks|now|ta|cheers|correct it|correct)\b[\s,;.!?]*)*$",
    re.IGNORECASE,
)


def is_address(said: str) -> bool:
    """Whether words hold what looks like an address: a number and a street, or a postcode."""
    return ADDRESS.search(said) is not None


def free_texts(text: Text) -> Iterator[tuple[int, int, str]]:
    """Token spans that are a note or an address, with the kind of each."""
    words = text.words()
    quoted = _quoted(words)
    if quoted:
        yield (*quoted, "note")
        return
    note = _note(words)
    if note:
        yield (*note, "note")
        return
    address = _address(text)
    if address:
        yield (*address, "address")


def _quoted(words: Sequence[str]) -> tuple[int, int] | None:
    marks = [at for at, word in enumerate(words) if word in QUOTES]
    if len(marks) < 2 or marks[1] - marks[0] < 2:
        return None
    return marks[0], marks[1] + 1


def _note(words: Sequence[str]) -> tuple[int, int] | None:
    """What follows “note …:”, “note … saying”, or the number that a note is put on."""
    for at, word in enumerate(words):
        is_late = at > LATE and PUTTING.isdisjoint(words[at - 3 : at])
        if word not in NOTES or is_late:
            continue
        if words[at + 1 : at + 2] == ("on",) and words[at + 2 : at + 3] in POINTED:
            # “note on it customer will call back”
            first = at + 3 + (words[at + 3 : at + 4] in {(word,) for word in SAYING})
            return (first, len(words)) if first < len(words) else None
        for mark in range(at + 1, len(words)):
            is_end = words[mark] in SAYING and mark + 1 < len(words)
            if is_end and any(one.isdigit() or one in {"it", "order"} for one in words[at:mark]):
                # “… that says: ring first”
                says = words[mark + 1] in SAYING and mark + 2 < len(words)
                return mark + 1 + says, len(words)
            if is_end and words[mark] in {"saying", ":", "says"}:
                return _before_number(words, mark + 1)
        for number in range(at + 1, len(words) - 2):
            if sum(letter.isdigit() for letter in words[number]) >= 3:
                tells = words[number + 1] in FINITE or _goes_on(words[number + 1 :])
                return None if tells else (number + 1, len(words))
    return _written(words)


def _goes_on(words: Sequence[str]) -> bool:
    """“add a note to 1043 and ship it”: the next request, and no words of the note."""
    return words[0] in {"and", "then"} and words[1] in DOING and words[2:3] in POINTED


def _written(words: Sequence[str]) -> tuple[int, int] | None:
    """“jot on 1043 that …”, “on 1043 write: …”."""
    for at, word in enumerate(words[:6]):
        if word not in WRITING:
            continue
        for mark in range(at + 1, len(words) - 1):
            numbered = any(one[:1].isdigit() for one in words[:mark])
            if words[mark] in {":", "that", "saying"} and numbered:
                return mark + 1, len(words)
    return None


def _before_number(words: Sequence[str], first: int) -> tuple[int, int]:
    """“note saying … on 1043”: the number is not part of the note."""
    last = len(words) - 1
    if last - first > 2 and any(letter.isdigit() for letter in words[last]):
        for back in range(last - 1, max(first, last - 4), -1):
            if words[back] in {"on", "to", "for", "onto", "against"}:
                return first, back
    return first, len(words)


def _address(text: Text) -> tuple[int, int] | None:
    match = ADDRESS.search(text.clean)
    if match is None:
        return None
    end = len(TAIL.sub("", text.clean))
    leads = {token.word for token in text.tokens if token.start < match.start()}
    postcode = re.search(rf"\b{POSTCODE}\b", text.clean[match.start() :], re.IGNORECASE)
    if postcode:
        # what follows the postcode is no longer the address
        end = min(end, match.start() + postcode.end())
    elif not leads & ADDRESSED:
        return None
    goes_on = NEXT.search(text.clean, match.end(), end)
    end = goes_on.start() if goes_on else end
    covered = [at for at, token in enumerate(text.tokens) if match.start() <= token.start < end]
    if not covered:
        return None
    first = covered[0]
    while first < covered[-1] and text.tokens[first].word in LEADS:
        first += 1
    # a house's name stands before what looks like an address: back to the word that leads to it
    for back in range(first, max(0, first - 5), -1):
        if text.tokens[back - 1].word in {"to", ":", "be", "="} and back > 0:
            first = back
            break
    return first, covered[-1] + 1
