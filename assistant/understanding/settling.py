"""“yes” and “no”: whole messages, however they are dressed, and nothing beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.understanding.gate_words import CONDITIONS, NEGATIONS
from assistant.understanding.settling_words import CONTENT, DRESS, NO, YES
from assistant.understanding.tokens import Text, read
from assistant.understanding.word_lists import listed, phrases

WAITING = phrases(
    "wait | hang on | hold on | hold up | no wait | oh wait | wait a minute | hang about"
)
"""What may stand before a no, and is neither by itself."""
GIVING_UP = listed("scrub forget scratch scrap ignore skip ditch drop bin leave disregard abandon")
GIVEN_UP = phrases("""
it | that | this | that one | it all | the lot | the whole thing | all that | the order | the
refund | the return | the move | the transfer | the change | the note | that order | that refund |
that return | that move | that transfer | that change | that note
""")
"""“forget the order” lets go of the change that waits, whatever that is."""
BOTH = frozenset({"ok", "okay", "fine", "sure", "of course"})
"""What begins a no as well: “ok, leave it”."""
SIGHING = listed("ah oh hm hmm right well ach och argh ugh")
"""What may stand before what begins a no."""
SENT = listed("send book put save log place do")
"""Verbs with which anything is agreed to: “right yes, send it”."""
BOOKING = frozenset({"exchange", "return", "receive", "order", "log", "refund"})
"""What may be booked in, or put through."""
DONE_TO = listed("it that this them those these her him the a one")
"""Beside a yes, with what is done: “yes, cancel it”."""
DOING = DONE_TO | {"order", "return", "refund", "note"}
"""What is done, and to what: “cancel the order”."""
LEADING = frozenset({"the", "that", "this", "her", "his", "their"})
"""“yes, ship the order”; “yes, order it” says something else."""
GLAD = listed("great perfect brilliant brill lovely good right nice cool fab")
"""Agrees before what is done is said again: “right, send it”."""
POINTING = frozenset({"it", "that", "them", "this"})
UNCLEAR = listed("""
hold cancel stop change leave make keep put use try amend alter edit correct undo take remove
swap
""")
"""Verbs by which it may as well be meant that it is to wait, or to be otherwise."""
OTHERWISE = listed("""
sorry actually but again not anyway wait same another other too also later tomorrow today for back
""")
BACK = re.compile(
    r"(?:(?:ok|okay|right|so|sorry|and|hi),? )*(?:i'?m |i am )?back(?: now| again| here)?"
    r"(?:[,.!;]+ +|[ ]+(?=(?:yes|yeah|yep|yup|aye|no|nope)\b))",
    re.IGNORECASE,
)
"""“right, back. …”, of somebody who asked for a moment."""
POINTS_AT_ALL = {"both": "them", "all": "them"}
AGREEABLE = frozenset({"dress", "yes"})
UNDOING = "undo"
HOW_IT_WAS = frozenset(
    phrases("""
how it was | as it was | the way it was | like it was | to how it was | to the way it was | to what
it was | to where it was | how it was before | as it was before | the way it was before
""")
)
"""Beside a yes to what undoes: “yes, put it back how it was”."""
PARTICLES = listed("off out in on up down back through over away")
"""What ends a verb: “take it off”."""
LONGEST, LONGEST_PHRASE = 9, 6


ACKNOWLEDGING = frozenset(
    phrases("""
ok | okay | oki | okey dokey | okey doke | okie doke | okie dokie | k | kk | fine | that's fine |
alright | all right | righto | right you are | roger | roger that | all good | that's it | that's
good | that's everything | sure | sure thing | mhm | mmhm | mm hm | uh huh | indeed | is ok | is
good | so is good | is good so | it is good | it's good | got it in one | sound | quite so | very
well | quite right | quite alright
""")
)
"""A yes right behind what is shown, and anywhere else no more than that an answer was read."""
THANKS = listed("thanks thank ta cheers thx ty appreciated")
THUMBS = frozenset({"👍", "👌", "✅", ":+1:", ":thumbsup:", ":ok_hand:", ":white_check_mark:"})
GLADLY = THUMBS | listed("""
🙏 :pray: 😊 :blush: 🙂 :slightly_smiling_face: 😀 :grinning: 😃 :smiley: 😄 :smile: 😁 :grin: 👏
:clap: 🎉 :tada: ❤ :heart: 💚 :green_heart: 💯 :100: 🙌 :raised_hands: 💪 :muscle: ✔
:heavy_check_mark: 🤝 :handshake: 🤩 :star-struck: 😍 :heart_eyes: 🥳 :partying_face: ☺ :relaxed: 🚚
:truck: 📦 :package: 🚀 :rocket: ☕ :coffee: ⭐ :star: ✨ :sparkles:
""")
"""Pictures beside which a yes is still one; “perfect 🙄” is none."""
SKIN = re.compile(r":skin-tone-\d:$")
CHOOSING = frozenset('/"')
"""“y/n” chooses nothing, and what is quoted is somebody else's."""
WITH = re.compile(r"\bw/", re.IGNORECASE)
"""“60 w/ Christmas coming” chooses nothing either."""
ALL_FINE = re.compile(
    r"(?:(?:ok|okay|right|yes|yeah|yep|no|ah|oh|well),? )*(?:the|that|this|her|his|their|its|your) "
    r"(?:price|number|amount|address|order|total|quantity|place|date|carrier|reason|note|rest|figure"
    r"|count|name|refund|tracking|postcode|sum|lot|summary|preview)(?:'s| is| was| looks"
    r"| all looks| seems)(?: (?:all|quite|perfectly|just|absolutely))? (?:fine|right|ok|okay|good"
    r"|correct|perfect|spot on|as it should be|how it should be)\s*[,.;!–-]+\s+(?:so )?",
    re.IGNORECASE,
)
"""“the price is fine, do it”: what is shown is right, and then the word itself."""
SO_YES = re.compile(r"[ ,.;!-]+so (?P<yes>(?:yes|yeah|yep|aye|go ahead|ok)\b.*)$", re.IGNORECASE)
"""“… so yes, book it”: a yes behind what is told."""
BACK_TO = re.compile(
    r"(?:(?:right|ok|okay|so|now|anyway|well|and|yes),? )*"
    r"(?:back to|going back to|about|as for|on with)"
    r" (?:that|the|this|your|my) (?:\w+ )?(?P<noun>\w+)(?: then| now)?\s*[:,;.!–-]+\s+",
    re.IGNORECASE,
)
"""“right, back to that return: …”."""
ANY_CHANGE = frozenset({"change", "one", "thing", "other"})
CALLED = {
    "transfer_stock": ("move", "transfer"), "order_from_supplier": ("po", "order", "send"),
    "note_order": ("note",), "adjust_stock": ("count", "stock"), "set_price": ("price",),
    "change_address": ("address",), "ship_order": ("parcel", "shipping", "shipment"),
    "new_order": ("order",), "refund": ("refund",), "release_order": ("release",),
    "cancel_order": ("cancellation", "cancelling"), "receive_delivery": ("delivery", "po"),
    "set_reorder_point": ("minimum", "reorder"), "exchange": ("swap", "exchange"),
    "hold_order": ("hold",),
    "receive_return": ("return",), "start_return": ("return",), "change_order": ("swap", "edit"),
}  # fmt: skip
"""Other nouns of what is done by a command."""
AGAINST = NEGATIONS | CONDITIONS | {"but", "wait", "instead"}
HOLDING = (["hold", "up"], ["hold", "on"], ["hold", "back"], ["hang", "on"])
"""“yes, hold on” holds nothing."""
DOUBTED = (["yeah"], ["yes"], ["yep"], ["aye"], ["oh", "yeah"])
DOUBTING = (["right"], ["i", "see"])
"""“yeah, right” believes nothing, and “yes, I see” only reads."""
TAILS = frozenset({"lol", "mate", "haha", "ha", "then", "ok", "pal", "sure", "love", "lmao"})
"""“yeah right lol”: what doubts, whatever stands behind it."""
UNFINISHED = frozenset({"and", "but", "or", "so"})
"""With what a message ends that goes on: “yes but”."""
NO_SHORT = re.compile(
    r"^n (?=(?:today|now|thanks|ta|mate|please|pls|yet|cheers|sorry|ty|thx)\b)", re.IGNORECASE
)
"""“n today”, where a change waits: no; elsewhere it goes on from what was answered."""
DOUBTFUL = re.compile(r"[:;=]['’-]?[(/\\|\[<]|‽")
"""“yes :/”."""


def settles(text: Text, doing: frozenset[str] = frozenset()) -> str:
    """“yes” or “no” when the whole message is one; otherwise nothing. “Ok?” is no yes.

    Args:
        text: the message.
        doing: verbs of the change that waits, which a yes may say again.
    """
    text = _without_praise(text)
    words = bare(text)
    goes_on = words[-1:] and words[-1] in UNFINISHED
    if (goes_on and _parted_as(words, 0)[-1:] == (words[-1],)) or waits_or_doubts(text):
        return ""
    if SKIN.sub("", text.clean.rstrip("\ufe0f🏻🏼🏽🏾🏿")) in THUMBS:
        return "yes"
    if not words or len(words) > LONGEST:
        return ""
    found = _read(words, frozenset())
    if found == "no":
        return "no"
    if not found and doing:
        found = _sent(words, doing)
    if "?" in text.words() or is_doubtful(text):
        return ""
    agrees = found == "yes" or (doing and "yes" in {_read(words, doing), _gladly(words, doing)})
    # “yes, leave it”, of a note that is to be left
    is_unclear = found != "yes" and words[0] in YES and _read(words[1:], frozenset()) == "no"
    return "yes" if agrees and not is_unclear else ""


def waits_or_doubts(text: Text) -> bool:
    """“yes, hold up” holds nothing, and “yeah, right” believes nothing."""
    words = [token.word for token in text.tokens if token.is_word]
    while words and words[-1] in TAILS:
        del words[-1]
    is_doubted = any(
        words[-len(end) :] == end and words[: -len(end)] in DOUBTED for end in DOUBTING
    )
    return words[-2:] in HOLDING or is_doubted


def _without_praise(text: Text) -> Text:
    """“the price is fine, do it”: “do it”."""
    praise = ALL_FINE.match(text.clean)
    is_beside = praise is not None and praise.end() < len(text.clean)
    return read(text.clean[praise.end() :]) if praise is not None and is_beside else text


def concludes(text: Text, doing: frozenset[str]) -> bool:
    """“right well it's here now so yes, book it”: what is told, and then a yes that says what.

    Args:
        text: the message, which names nothing that is not shown.
        doing: verbs of the change that waits.
    """
    found = SO_YES.search(text.clean)
    if found is None or is_doubtful(text) or "?" in text.words():
        return False
    told, yes = read(text.clean[: found.start()]), read(found["yes"])
    says_what = not doing.isdisjoint(yes.words())
    return says_what and AGAINST.isdisjoint(told.words()) and settles(yes, doing) == "yes"


def brought_back(text: Text, command: str) -> Text:
    """“right, back to that return: yes please”: what is said to the change that waits.

    Args:
        text: the message.
        command: of the change.
    """
    found = BACK_TO.match(text.clean)
    if found is None or found.end() == len(text.clean):
        return text
    noun = found["noun"].lower()
    called = {*command.split("_"), *CALLED.get(command, ()), *ANY_CHANGE}
    return read(text.clean[found.end() :]) if noun in called else text


def is_content(text: Text) -> bool:
    """“perfect”, “lovely!”: no more than that, and no “perfect?”."""
    is_plain = "?" not in text.words() and not is_doubtful(text)
    return is_plain and " ".join(bare(text)) in CONTENT


def acknowledges(text: Text) -> bool:
    """“ok”, “fine”, “right you are”: a yes, and as well what an answer is taken in with."""
    said = settled_with(_without_praise(text))
    return bool(said) and ACKNOWLEDGING.issuperset(said)


def settled_with(text: Text) -> list[str]:
    """The phrases of yes and no that a message is made of, their dress aside."""
    return [one for one in _parted_as(bare(text), 0) if _KINDS[one] != "dress"]


def asks_if_ok(text: Text) -> bool:
    """“ok?”."""
    return "?" in text.words() and acknowledges(text)


def is_grateful(text: Text) -> bool:
    """“ok thanks”, “all good, cheers”: no more than that, and thanks; “yes, thanks” is a yes."""
    return acknowledges(text) and not THANKS.isdisjoint(bare(text))


def _parted_as(words: Sequence[str], at: int) -> tuple[str, ...]:
    """The phrases of yes, no and dress that words are made of, the longest first; else none."""
    for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
        said = " ".join(words[at : at + length])
        rest = _parted_as(words, at + length) if said in _KINDS else ()
        if said in _KINDS and (rest or at + length == len(words)):
            return (said, *rest)
    return ()


def is_doubtful(text: Text) -> bool:
    """Whether a picture beside the words may turn them round, “yes 👎”, or they are quoted."""
    drawn = {SKIN.sub("", one) for one in text.pictures} - GLADLY
    quoted = not CHOOSING.isdisjoint(WITH.sub("", text.clean))
    return bool(drawn) or quoted or DOUBTFUL.search(text.clean) is not None


def says_again(text: Text, doing: frozenset[str]) -> bool:
    """“right, send it”, “cancel it” of a cancellation: what waits is said again, but no plain yes.

    Args:
        text: the message.
        doing: verbs of the change that waits.
    """
    words = bare(text)
    if not doing.intersection(words):
        return False
    unclear = len(words) > 1 and settles(text) == "no" and _read(words, doing) == ""
    return unclear or (not settles(text) and settles(text, doing) == "yes")


def repeats(text: Text, doing: frozenset[str]) -> bool:
    """“ship it”, “ok send them then”: no more than what is shown, asked for once more.

    Verbs that ask to wait, or to have it otherwise, are none: “hold it”, “cancel it”, “change it”.

    Args:
        text: the message.
        doing: verbs of the change that was shown just before.
    """
    words = bare(read(as_if_not_away(text.clean)))
    verbs = doing.intersection(words)
    if len(words) > LONGEST or not verbs or not verbs.isdisjoint(UNCLEAR):
        return False
    if "?" in text.words() or is_doubtful(text) or not OTHERWISE.isdisjoint(words):
        return False
    if len(words) == 1:
        return True  # “send”
    words = [POINTS_AT_ALL.get(word, word) for word in words]
    return not POINTING.isdisjoint(words) and set(_parted(words, 0, doing) or ("no",)) <= AGREEABLE


def as_if_not_away(said: str) -> str:
    """“ok back. yes, move them”: “yes, move them”."""
    return BACK.sub("", said, count=1) if BACK.match(said) else said


def as_answer(said: str) -> str:
    """What is said to what waits: without that somebody is back, and “n today” as a no."""
    return NO_SHORT.sub("no ", as_if_not_away(said), count=1)


def _sent(words: Sequence[str], doing: frozenset[str]) -> str:
    """“right yes, send it”: a yes, and at its end that it is to be done, whatever it is."""
    # “yes book it in”
    is_booked = words[-1] in {"in", "through"} and not BOOKING.isdisjoint(doing)
    words = words[:-1] if is_booked else words
    ends = len(words) > 2 and words[-2] in SENT and words[-1] in POINTING
    return _read(words[:-2], frozenset()) if ends else ""


def _gladly(words: Sequence[str], doing: frozenset[str]) -> str:
    """“right, send it”: what waits is said again, and nothing else."""
    at = next((at for at, word in enumerate(words) if word not in GLAD), len(words))
    verb, *rest = [*words[at:], ""]
    # “good, update the address”
    names_it = rest[:1] == ["the"] and not doing.isdisjoint(rest[1:2])
    points = bool(rest) and rest[0] in POINTING
    # “good, do the exchange”
    is_again = (verb in doing and (points or names_it)) or (verb == "do" and names_it)
    return _read(["yes", *words[at:]], doing) if at and is_again else ""


def _read(words: Sequence[str], doing: frozenset[str]) -> str:
    """What words come to when each of them belongs to a yes, a no or its dress."""
    kinds = _parted(words, 0, doing)
    agrees, denies = "yes" in (kinds or ()), "no" in (kinds or ())
    plain = {" ".join(words[:size]) for size in (1, 2)} & BOTH
    if denies and (not agrees or _only_begins(words, plain)):
        return "no"
    if denies and words[0] in SIGHING:
        return _read(words[1:], doing)  # “ah ok then don't”
    return "yes" if agrees and not denies else ""


def agrees_politely(words: Sequence[str]) -> bool:
    """Whether words are a yes, or no more than what may stand beside one: “please”."""
    is_polite = set(_parted(words, 0, frozenset()) or ("no",)) <= AGREEABLE
    return is_polite or _read(words, frozenset()) == "yes"


def _only_begins(words: Sequence[str], plain: set[str]) -> bool:
    """Whether what agrees is no more than the word the message begins with."""
    rest = words[max((len(one.split()) for one in plain), default=0) :]
    return bool(plain) and _read(rest, frozenset()) == "no"


def _parted(words: Sequence[str], at: int, doing: frozenset[str]) -> tuple[str, ...] | None:
    """The kinds of the phrases that words are made of, the longest first; None: of other words."""
    if at == len(words):
        return ()
    for kind, length in _next(words, at, doing):
        rest = _parted(words, at + length, doing)
        if rest is not None:
            return (kind, *rest)
    return None


def _next(words: Sequence[str], at: int, doing: frozenset[str]) -> Iterator[tuple[str, int]]:
    """The phrases at a place, what each is and how many words it takes, the longest first."""
    for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
        said = " ".join(words[at : at + length])
        kind = _KINDS.get(said)
        if kind and not _says_again(words[at : at + length], doing):
            yield kind, length
        if UNDOING in doing and said in HOW_IT_WAS:
            yield "dress", length
    ends = words[at] in PARTICLES and at > 0 and words[at - 1] in POINTING
    ends |= words[at] == "away" and at > 0 and words[at - 1] in doing  # “yes, order away”
    # “carry on with the order”, of a cancellation, says the contrary
    is_order = words[at] == "order" and at > 0 and words[at - 1] in LEADING
    is_order = is_order and any(word in doing for word in words[:at])
    if doing and (ends or is_order or words[at] in doing | DONE_TO):
        yield "dress", 1


def _says_again(words: Sequence[str], doing: frozenset[str]) -> bool:
    """“cancel it” where a cancellation waits: what is done, and no more than what it is done to."""
    return words[0] in doing and all(word in DOING for word in words[1:])


HURRIED = {
    "thats": "that's",
    "its": "it's",
    "youre": "you're",
    "ive": "i've",
    "youve": "you've",
    "whats": "what's",
}
INDEED = re.compile(
    r"\b(that|it)(?:'s| is)(?: (?:now|quite|perfectly|entirely|absolutely|exactly|all|indeed))?"
    r" (correct|right|good|fine|perfect|it|agreed|better)\b"
)
"""“that is quite correct”, “it is right now”: “that's correct”."""
LEFT = (
    "order",
    "price",
    "stock",
    "count",
    "address",
    "note",
    "figure",
    "number",
    "minimum",
    "hold",
)
THEIRS = ("he's", "she's", "they're", "the customer's", "customer's", "he is", "she is", "they are")
CONTENTED = ("happy", "ok", "okay", "fine", "good", "happy with that", "fine with that", "agreed",
             "ok with that", "happy now", "sure", "sure now", "delighted", "all right")  # fmt: skip
_KINDS = {
    **{f"{who} {how}": "dress" for who in THEIRS for how in CONTENTED},
    **dict.fromkeys(DRESS, "dress"), **dict.fromkeys(YES, "yes"), **dict.fromkeys(NO, "no"),
    **{f"{verb} {what}": "no" for verb in (*GIVING_UP, "never mind") for what in GIVEN_UP},
    **{f"{verb} the {noun} as it {be}": "no" for verb in ("leave", "keep") for be in ("is", "was")
       for noun in LEFT},
    **{f"{wait} {no}": "no" for wait in WAITING for no in NO},
}  # fmt: skip


def bare(text: Text) -> list[str]:
    """The words of a message, as the phrases of yes and no are written."""
    words = " ".join(token.word for token in text.tokens if token.is_word).replace(" 's", "'s")
    for ending in ("'m", "'ve", "'re", "'ll", "'d"):
        words = words.replace(f" {ending}", ending)
    said = INDEED.sub(r"\1's \2", " ".join(HURRIED.get(word, word) for word in words.split()))
    return said.split()
