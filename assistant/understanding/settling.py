"""“yes” and “no”: whole messages, however they are dressed, and nothing beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.understanding.tokens import Text
from assistant.understanding.word_lists import listed, phrases

YES = phrases("""
yes | yess | yesss | yeahh | yepp | yass | y | ye | mhm | mmhm | mm hm | uh huh | yeah that | yes
that | okey doke | okie doke | oki | alright | all right | that's reyt | now you've got it | you've
got it | that's the lot do it | got it in one | put it on | put it through | put them through | do
them | sorted yes | that's correct now | thank you do | yep | yeah | yup | yea | confirm |
confirmed | ok | okay | okey dokey | k | do it | do that | go ahead | sure | for sure | go for it |
please do | correct | that's right | looks good | looks right | looks fine | lgtm | fine |
absolutely | go on | go on then | confirm it | sounds good | sounds right | go | aye | all good |
definitely | by all means | proceed | carry on | crack on | agreed | that's the one | that's it |
that's fine | that's correct | that's good | make it so | get it done | get on with it | please
confirm | i'm sure | im sure | of course | you may | indeed | go ahead with | go on with | carry on
with | proceed with | happy with that | that works | works for me | that'll do | thatll do | all
yours | spot on | bang on | off you go | in it goes | save | yes do | do please | save it | save
that | that's the ticket | go right ahead | fire away | right you are | righto | roger | roger that
| you bet | certainly | approved | approve it | accepted | good to go | let's do it | lets do it |
let us do it | affirmative | i confirm | yes i do | ya | yh | yeh | so is good | is good | is good
so | is ok | is right | is correct | it is good | okie dokie | ok do | yup do | go ahead and do it
| make it happen | go on and do it | that's fine by me | fine by me | happy to proceed | i agree |
agree | i am agree | accept | it's right | it's correct | this is right | this is correct | that's
perfect | that looks about right | that sounds about right | looks about right | sounds about right
| might as well | sure thing | be my guest | you can do that | you do that | do that one | that'll
do nicely | that will do | let's go | lets go | let's go with that | full steam ahead | green light
| tick | kk | ideal | that's what's there | that's what i want | that's what i meant | that's what
we want | that's the right one | that's the one i want | that's the one i meant | yes that one |
that's everything | that's all correct | i'm certain | im certain | consider it approved | it's a
yes | you got it | bob on | right on | no problem do it | no worries do it | you may proceed | you
can proceed | you may go ahead | you can go ahead | you can do it | you may do it | you can do so |
you may do so | you can save it | you may save it | so be it | let it be so | just so | quite so |
quite right | quite correct | quite alright | sound | away you go | away with you | work away |
work away so | go on so | go ahead so | do it so | do so | do that so | fire away so | do it like
so | do it like this | do it like that | please to do | please to do it | please to make | please
to make it | please to send | please to send it | please to save | please to save it | this is the
one | this is the good one | that's the good one | that's how i want it | that's how it should be |
it agrees | agrees | all agrees | it's agreed | that's agreed | it's good | it's right now | knock
yourself out | have at it | carry on so | pop it through | put it through so | you have my blessing
| i'm happy with that | i'm happy with it | we're happy with that | happy days do it | see to it |
get to it | hop to it | have it so | very good do | do by all means | i approve | it has my
approval | all correct | that's all right now | that's her | that's him | that's them
""")
NO = phrases("""
no | n | nope | nvm | hold fire on that | hold off on that | hold off | scrub that | scrub it |
never mind any of it | never mind all that | forget all that | scrap the lot | none of it | none of
that | nah | cancel | stop | don't | dont | forget it | forget that | forget about it | never mind
| nevermind | leave it | leave that | leave it for now | leave it be | scrap that | scrap it |
cancel that | cancel it | don't bother | dont bother | not now | not yet | abort | drop it | drop
that | stop that | don't do it | don't do that | dont do it | dont do that | do not | ignore that |
disregard | disregard that | skip it | skip that | bin that | bin it | on second thoughts no |
second thoughts no | hold fire | hang fire | changed my mind | i've changed my mind | ive changed
my mind | wait no | hold on no | hang on no | no stop | let's not | lets not | rather not | better
not | no hang on | no hold on | hang on don't | hold on don't | hang on dont | hold on dont | wait
don't | wait dont | leave how it is | leave how it was | leave it how it is | leave it how it was |
leave it like it is | leave it like it was | leave it like that | leave it like this | leave it so
| leave it standing | leave like it is | leave as it was | leave as it is | leave it with me |
leave it with us | let it be | let it lie | let it stay | let it stay as it is | leave well alone |
leave it well alone | think no more of it | say no more about it | pay it no heed | pay no heed |
don't mind it | dont mind it | never mind it | never you mind | strike that | strike it | withdraw
it | withdraw that | i withdraw that | i take it back | i take that back | no need | don't worry |
don't worry about it | leave them alone | leave it alone | leave that alone | leave them | leave
them be | keep it as it was | keep it as it is | keep them as they are | leave it as it is | leave
it as it was | leave it as is | leave as is | keep as is | as you were | no change | leave things |
leave it there | leave things as they are | not that one | pass on that | maybe later | not right
now | another time | later | do it later | i'll do it later | i will do it later | some other time
| ignore me | leave it out | leave it alone for now | not that | naw | nay | let's leave it | lets
leave it | better leave it | best leave it | i'd rather not | id rather not | forget i asked |
forget i said that | forget i said anything | ignore that last one | ignore the last one | no deal
| not today | don't want it | dont want it | not any more | not anymore | no longer needed | not
needed | not necessary | no point | no use | what's the point | don't need it | dont need it
""")
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
DRESS = phrases("""
anyway | anyhow | like this | like that | eh | meh | lad | lass | son | pet | friend | my friend |
again | sorted | reyt | do | mind you | mm | mmm | erm | please | pls | plz | thanks | thank you |
ta | cheers | then | now | mate | ok | okay | oh | right | and | but | so | it | that | lovely |
great | perfect | brilliant | good | nice one | just | for now | for the moment | today | actually
| hmm | hm | well | sorry | love | ah | um | er | on second thoughts | after all | with it | with
that | nice | much appreciated | to be safe | to be honest | all | me | this one | that one |
quickly | asap | duck | pal | to me | och | ach | aye well | blimey | very much | ever so much | so
much | a lot | thx | ty | fab | super | cool | excellent | awesome | wonderful | smashing | ace |
grand | champion | lush | amazing | magic | marvellous | it's fine | that's great | that's perfect
| that's lovely | that's ok | that's okay | that's grand | on reflection | thinking about it | come
to think of it | you know what | tell you what | now i think of it | now i think about it | certain
| better | that's better | that's more like it | phew | legend | you're a star | you star | you're
a legend | you're the best | you beauty | bless you | thanks for that | thanks for checking | boss
| chief | sir | madam | guys | team | very well | i see | ah i see | i understand | understood |
gotcha | fair enough | good to know | as i thought | thought so | pray | quite | if you please |
really | truly | honestly | now you can | already you can | you can now | you can already | at once
| right away | straight away | forthwith | as agreed | as discussed | as i said | much better | no
problem | no worries | even better | hurrah | yay | whew | fantastic | superb | at last | why not |
makes sense | exactly | precisely | that'd be wonderful | that would be wonderful | that'd be
great | that would be great | that'd be lovely | that would be lovely | that'd be perfect | that
would be perfect | that'd be grand | that would be grand | that'd be brilliant | that would be
brilliant | that'd be good | that would be good
""")
"""What may stand beside a yes or a no and is neither."""
BOTH = frozenset({"ok", "okay", "fine", "sure", "of course"})
"""What begins a no as well: “ok, leave it”."""
SENT = listed("send book put save log place do")
"""Verbs with which anything is agreed to: “right yes, send it”."""
DOING = listed("it that this them her him the a order one return refund note")
"""What is done may be said again beside a yes: “yes, cancel it”."""
GLAD = listed("great perfect brilliant lovely good right nice cool fab")
"""Agrees before what is done is said again: “right, send it”."""
POINTING = frozenset({"it", "that", "them", "this"})
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


CONTENT = phrases("""
perfect | lovely | excellent | brilliant | splendid | marvellous | superb | smashing | grand |
fantastic | wonderful | magic | belting | champion | lovely stuff | lovely job | that's lovely |
that's brilliant | that's great | that's excellent | that's grand | looks perfect | looks lovely |
looks great | looks spot on | perfect that | just right | just the job | just the ticket
""")
"""Agrees to the one change that was shown just before, and is thanks wherever else it is said."""
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
UNFINISHED = frozenset({"and", "but", "or", "so"})
"""With what a message ends that goes on: “yes but”."""
DOUBTFUL = re.compile(r"[:;=]['’-]?[(/\\|\[<]|‽")
"""“yes :/”."""


def settles(text: Text, doing: frozenset[str] = frozenset()) -> str:
    """“yes” or “no” when the whole message is one; otherwise nothing. “Ok?” is no yes.

    Args:
        text: the message.
        doing: verbs of the change that waits, which a yes may say again.
    """
    words = _bare(text)
    if words[-1:] and words[-1] in UNFINISHED and _parted_as(words, 0)[-1:] == (words[-1],):
        return ""
    if SKIN.sub("", text.clean.rstrip("\ufe0f🏻🏼🏽🏾🏿")) in THUMBS:
        return "yes"
    if not words or len(words) > LONGEST:
        return ""
    found = _read(words, frozenset())
    if found == "no":
        return "no"
    if not found and doing:
        found = _sent(words)
    if "?" in text.words() or is_doubtful(text):
        return ""
    agrees = found == "yes" or (doing and "yes" in {_read(words, doing), _gladly(words, doing)})
    return "yes" if agrees else ""


def is_content(text: Text) -> bool:
    """“perfect”, “lovely!”: no more than that, and no “perfect?”."""
    is_plain = "?" not in text.words() and not is_doubtful(text)
    return is_plain and " ".join(_bare(text)) in CONTENT


def acknowledges(text: Text) -> bool:
    """“ok”, “fine”, “right you are”: a yes, and as well what an answer is taken in with."""
    kinds = _parted_as(_bare(text), 0)
    said = [one for one in kinds if _KINDS[one] != "dress"]
    return bool(said) and ACKNOWLEDGING.issuperset(said)


def asks_if_ok(text: Text) -> bool:
    """“ok?”."""
    return "?" in text.words() and acknowledges(text)


def is_grateful(text: Text) -> bool:
    """“ok thanks”, “all good, cheers”: no more than that, and thanks; “yes, thanks” is a yes."""
    return acknowledges(text) and not THANKS.isdisjoint(_bare(text))


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
    quoted = not CHOOSING.isdisjoint(text.clean)
    return bool(drawn) or quoted or DOUBTFUL.search(text.clean) is not None


def says_again(text: Text, doing: frozenset[str]) -> bool:
    """“right, send it”, “cancel it” of a cancellation: what waits is said again, but no plain yes.

    Args:
        text: the message.
        doing: verbs of the change that waits.
    """
    words = _bare(text)
    if not doing.intersection(words):
        return False
    unclear = len(words) > 1 and settles(text) == "no" and _read(words, doing) == ""
    return unclear or (not settles(text) and settles(text, doing) == "yes")


def _sent(words: Sequence[str]) -> str:
    """“right yes, send it”: a yes, and at its end that it is to be done, whatever it is."""
    ends = len(words) > 2 and words[-2] in SENT and words[-1] in POINTING
    return _read(words[:-2], frozenset()) if ends else ""


def _gladly(words: Sequence[str], doing: frozenset[str]) -> str:
    """“right, send it”: what waits is said again, and nothing else."""
    at = next((at for at, word in enumerate(words) if word not in GLAD), len(words))
    verb, *rest = [*words[at:], ""]
    is_again = verb in doing and rest[:1] and rest[0] in POINTING
    return _read(["yes", *words[at:]], doing) if at and is_again else ""


def _read(words: Sequence[str], doing: frozenset[str]) -> str:
    """What words come to when each of them belongs to a yes, a no or its dress."""
    kinds = _parted(words, 0, doing)
    agrees, denies = "yes" in (kinds or ()), "no" in (kinds or ())
    plain = {" ".join(words[:size]) for size in (1, 2)} & BOTH
    if denies and (not agrees or _only_begins(words, plain)):
        return "no"
    return "yes" if agrees and not denies else ""


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
    if doing and (ends or words[at] in doing | DOING):
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
_KINDS = {
    **dict.fromkeys(DRESS, "dress"), **dict.fromkeys(YES, "yes"), **dict.fromkeys(NO, "no"),
    **{f"{verb} {what}": "no" for verb in GIVING_UP for what in GIVEN_UP},
    **{f"{wait} {no}": "no" for wait in WAITING for no in NO},
}  # fmt: skip


def _bare(text: Text) -> list[str]:
    words = " ".join(token.word for token in text.tokens if token.is_word).replace(" 's", "'s")
    for ending in ("'m", "'ve", "'re", "'ll", "'d"):
        words = words.replace(f" {ending}", ending)
    bare = INDEED.sub(r"\1's \2", " ".join(HURRIED.get(word, word) for word in words.split()))
    return bare.split()
