"""What is courtesy in a message and asks for nothing: greetings, “would you mind”, “if you could”.

A text is given back with the same request in plain words: “could 1043 kindly be cancelled?” is
“cancel 1043 please”.
"""

from __future__ import annotations

import re

from assistant.understanding.calling import FRIENDS
from assistant.understanding.needing import PARTICIPLES, base

GREETED = re.compile(
    r"^(?:dear|hi|hiya|hello|hey|morning|good (?:morning|afternoon|evening|day))"
    r"(?: (?:all|team|everyone|everybody|guys|folks|both|there|backroom|again|lovely|love))+"
    r"\s*[,.!:-]*\s+(?=\S+\s+\S)",
    re.IGNORECASE,
)
SIGNED = re.compile(
    r"(?<=\w)(?:\s*[.!,;]\s*)(?:(?:kind|best|warm|many) )?(?:regards|rgds)\b[^.?!]{0,25}[.!]?\s*$",
    re.IGNORECASE,
)
ASKED_KINDLY = re.compile(
    r"(?<=[\w'])\s*,?\s+(?:(?:would|will|could|can) (?:you|u|ya|ye)|for (?:me|us)"
    r"|if (?:you|u) (?:can|could|would|don'?t mind|please)|when (?:you|u) (?:get|have) (?:a|the)"
    r" (?:sec|second|mo|moment|minute|min|chance|time))"
    rf"(?: (?:please|pls|plz|thanks|ta|{FRIENDS}))?"
    r"\s*(?:[?.!]*\s*$|(?=,)|\?(?=\s))",
    re.IGNORECASE,
)

COUNTED = re.compile(
    r"^(?:(?:ok|right|hi|so|just)[,.]?\s+)*(?:an?\s+)?(?:couple|few|two|three|four|2|3|4)(?:\s+of)?"
    r"(?:\s+quick)?\s+(?:things|bits|jobs|questions|requests|points|ones)(?:\s+(?:please|for you))?"
    r"\s*[:.,;-]+\s+(?=\S+\s+\S)",
    re.IGNORECASE,
)
"""“two things: …”: how much is asked, before it is."""
WHILE_THERE = re.compile(
    r"(?<=\w)\s*,?\s+(?:while|whilst)\s+(?:i(?:'?m| am)|(?:you|we)(?:'?re| are))"
    r"\s+(?:there|here|at it|about it|on)\b(?=\s*(?:$|[,.;?!]))",
    re.IGNORECASE,
)
"""“while you're at it” puts nothing off."""

AND = re.compile(
    r"(?<=\w) an (?!post\b(?! (?:it|them|that|this|\d)))(?=[bcdfgjklmnpqrstvwz][a-z]*[aeiou])"
)
"""“hold it an tell me”: before these letters it is no article; An Post carries parcels."""
LIFTED = re.compile(
    r"\b(?:the )?hold(?:'s| is|s) (?:off|over|done with)\b(?: on| for| from| of)?", re.IGNORECASE
)
"""“hold's off on 1043”: “take the hold off 1043”, where “hold off on 1043” is the contrary."""
AFTER_THAT = re.compile(
    r"(?:\s*[,;.-])?\s+(?:and |then )?(?:after|once|when) (?:that|this)(?:'?s| is)?"
    r"(?: (?:done|on|in|sorted|through|gone))?,?\s+(?=[a-z]+ (?:it|that|them|the|this|\d))",
    re.IGNORECASE,
)
"""“… and after that cancel it” is the next request, and puts nothing off."""
HUMBLY = re.compile(
    r"\b((?:could|can|would|will) (?:you|u|ya|ye))"
    r" (?:possibly|perhaps|maybe|kindly|be (?:so (?:good|kind)|(?:good|kind) enough) (?:as )?to"
    r"|be able to)\b",
    re.IGNORECASE,
)
"""“could you possibly”, “would you be so kind as to”: no more than “could you”."""
THANKED = re.compile(
    r"(?:(?<=\w)\s*[.!,]|(?<=\?))\s*(?:many )?(?:thanks|thank you)"
    r"(?: (?:so|very) much| a lot| again)?[.!]*\s*$",
    re.IGNORECASE,
)
SHORTLY = re.compile(r"[^\W\d]+(?:'[^\W\d]+)?(?:[ ,]+[^\W\d]+){0,2}[ ,.!]*")
"""A word or two, of which the thanks behind them are a part."""
SORRY = (
    r"(?:(?:i'?m|i am|we'?re|we are) )?(?:so |very |terribly |ever so |awfully |really )?sorry"
    r"|i (?:do )?hate|(?:i )?don'?t (?:like|mean|want)"
)
BOTHERING = r"trouble|bother|be a (?:pain|nuisance|bother)|pester|nag|disturb|interrupt|ask"
PREFACED = re.compile(
    r"^(?:(?:(?:good )?(?:morning|afternoon|evening)|hi|hello|hey|dear|right|ok|okay)"
    r"(?: (?:my )?(?:lovely|lovelies|all|team|dear|love|pet|duck))*[,!. ]+)?"
    rf"(?:{SORRY}) to (?:{BOTHERING})(?: (?:you|anyone|again))*[,.]?(?: (?:but|only))? *",
    re.IGNORECASE,
)
"""“I'm so sorry to trouble you but …”."""
APOLOGY = re.compile(
    r"^(?:oh,? |ah,? )?(?:i'?m|i am) (?:(?:so|very|terribly|ever so|awfully|really) )?sorry"
    r"(?=[,.!]* (?:could|can|would|will|please|undo))[,.!]*",
    re.IGNORECASE,
)
"""“I'm so sorry, could you …”: no more than “sorry”."""
BOTHER = r"(?:too much |a |any |of a |much )*(?:bother|trouble|nuisance|pain)(?: at all)?"
BREATHER = r"(?:spare )?(?:minute|min|mo|moment|sec|second|chance|tick)"
ASIDES = re.compile(
    r"\s*[,(-]?\s*\b(?:"
    rf"if (?:it|that)(?:'s|s| is)(?: not|n't|nt|nae)? {BOTHER}"
    r"|if (?:it|that)(?:'s|s| is) (?:ok|okay|alright|all right|possible)"
    r"|if (?:you|u) (?:wouldn'?t|don'?t) mind(?: awfully| terribly| at all)?"
    r"|if (?:you|u)(?:'d| would) be so (?:kind|good)"
    rf"|(?:if|when|whenever) (?:you|u)(?:'ve| have)?(?: got| get)? (?:a|the) {BREATHER}"
    r"|would you (?:say|know)|do you (?:happen to )?know|by any chance|bless (?:her|him|them)"
    r")\b(?=\s*(?:$|[,.;?!)-]|please|could|can|add|put|send))[,)]?",
    re.IGNORECASE,
)
"""What stands beside a request and asks for nothing: “…, if it isn't a bother”."""
YOU = r"(?:you|u|someone|somebody|anyone)"
CAN = r"(?:could|can|might|would)"
ASKED_TO = re.compile(
    rf"\b(?:{CAN} i (?:possibly |please |just )?(?:trouble|bother|ask|get|beg) {YOU} to"
    r"|(?:i|we)(?:'d| would) be (?:so |very |ever so |most |really )*"
    rf"(?:grateful|glad|obliged|thankful) if {YOU} {CAN}"
    rf"|(?:i|we) (?:wonder|was wondering|were wondering|wondered) (?:if|whether) {YOU} {CAN}"
    rf"|(?:i )?don'?t suppose {YOU} {CAN}|(?:is there )?any chance {YOU} {CAN}"
    r"|(?:(?:i'?m|we'?re|he'?s|she'?s|they'?re|(?:she|he|they) (?:was|were|is|are)|just) )?"
    rf"(?:just )?wondering (?:if|whether) (?:{YOU}|we) {CAN}"
    r"|(?:she|he|they) (?:wonders?|asked|asks|is asking|are asking) (?:if|whether)"
    rf" (?:{YOU}|we) {CAN}"
    r"|would it be possible for you to"
    r"|(?:be|there'?s) a (?:love|dear|star|gem|pal|sport|good (?:lad|lass|girl|boy)) and"
    r"|do (?:me|us) a favou?r(?:,| and)|(?:might|may) you(?: please| kindly)?)\b",
    re.IGNORECASE,
)
"""“could I trouble you to”, “I'd be grateful if you could”: “could you”."""
HAVING = re.compile(
    rf"\b{CAN} (?:i|we) (?:please |possibly |just )?(?:have|see|get) (?:a look at )?"
    r"(?=the |our |a list)",
    re.IGNORECASE,
)
"""“could I have the figures”: “show me the figures”."""
WE_DO = re.compile(
    rf"\b(?:please |pls ){CAN} we(?: please)? (?=[a-z]+ )|\b{CAN} we please (?=[a-z]+ )",
    re.IGNORECASE,
)
"""“please could we change”: “could you change”."""
MINDING = re.compile(
    rf"\b(?:would|do|if) {YOU} (?:wouldn'?t )?mind"
    r"(?: awfully| terribly| very much| ever so much| possibly| please)? (\w+ing)\b",
    re.IGNORECASE,
)
"""“would you mind removing”: “could you remove”."""
PASSIVE = re.compile(
    r"(?:^|(?<=[,.;:!] )|(?<=and )|(?<=so )|(?<=please ))"
    rf"(?P<asks>(?:please )?{CAN}(?: please)?) "
    r"(?P<what>(?:(?!\b(?:you|i|he|she|they|someone|somebody|anyone|not|never|only)\b)"
    r"[^,.;?!]){2,70}?) (?:kindly |please |possibly |perhaps )?be (?:kindly |please )?"
    r"(?P<done>\w+)(?P<rest>[^,.;?!]*)(?P<end>[.?!]*)",
    re.IGNORECASE,
)
"""“could 1043 kindly be cancelled”."""
KINDLY = re.compile(r"\b(?:please|pls|plz|kindly)\b", re.IGNORECASE)
STILL = re.compile(
    r"\b(?:still|already|even|ever|actually|how|when|why|what|if|whether)\b", re.IGNORECASE
)
OUT = re.compile(r"^ (?:off|out|back|up|down|in|on hold)\b")
LEAVING = (
    r"(?:(?:go|leave|get|slip|ship|escape|out)\b(?: (?:out|off|anywhere|the door|of here"
    r"|(?:of )?the (?:building|premises|shop|warehouse|store|workshop|stockroom)"
    r"|to (?:the )?(?:courier|customer)))*)"
)
KEPT = re.compile(
    r"(?<!\bi )(?<!\bwe )(?<!\bthey )(?<!\bwhy )\b(?:do not|don'?t|dinnae|do nae) (?:you )?let "
    r"(?P<what>(?:order )?#?\d{3,}"
    r"(?:(?: (?:or|and)|,) \d{3,})*|it|that|this|them|that one|this one)"
    rf" {LEAVING}(?= *(?:$|[,.;!-]|yet|today|for now|until|till?\b|for the|just|please|pls|again))",
    re.IGNORECASE,
)
"""“don't let 1043 go anywhere”: “hold 1043”."""
HURRIEDLY = (
    (re.compile(r"^k(?=[,.]? +\w)"), "ok"),
    (re.compile(r"^[Rr]ite(?=[,.]? +\w)"), "right"),
)
"""“k send 4 there”, “rite, 4 helmets”."""
DO_SO = re.compile(
    r"(?:(?<=^)|(?<=actually )|(?<=actually, )|(?<=sorry )|(?<=sorry, )|(?<=please )|(?<=yes )"
    r"|(?<=ok )|(?<=wait )|(?<=and )|(?<=[.!] ))do (?:please )?"
    r"(?=(?:put|hold|ship|send|cancel|refund|release|add|move|transfer|return|receive|book|undo) )",
    re.IGNORECASE,
)
"""“actually do put it on hold”: “put it on hold”."""
ON_THERE = re.compile(
    r"(?<=\bis )on there\b|(?<=\b's )on there\b|(?<=what's )on there\b", re.IGNORECASE
)
"""“what else is on there?”, of an order."""
HAVE_OF = re.compile(
    r"\bwhat (?:do we have|have we(?: got)?|do we have left) of (it|them|those|that|these)\b",
    re.IGNORECASE,
)
"""“what do we have of them now?”."""
CLEFT = re.compile(
    r"\b(?:it'?s|it is|it was) (#?(?:order )?[\w-]*\d[\w-]*|the [\w' -]{2,30}?"
    r"|[A-Z]\w+(?: [A-Z]\w+)?'s?(?: \w+)?) that (?=(?:wants|needs|has to|is to|ought to|should)\b)"
)
"""“it's 1043 that wants holding”: “1043 wants holding”."""
ALREADY = re.compile(
    r"\b(what(?:'?s| is| have we(?: got)?| do we have)?) "
    r"(?:already|currently|at present|right now|so far|at the moment) (?=(?:on|in|inside)\b)",
    re.IGNORECASE,
)
"""“what's already on it”: “what's on it”."""


def plainly(text: str) -> str:
    """A text without how it greets, is signed, or asks kindly."""
    for typed, word in HURRIEDLY:
        text = typed.sub(word, text)
    text = APOLOGY.sub("sorry,", text, count=1)
    text = ON_THERE.sub("on it", HAVE_OF.sub(r"how many of \1 do we have", text))
    text = DO_SO.sub("", text)
    text = CLEFT.sub(r"\1 ", ALREADY.sub(r"\1 ", text))
    text = KEPT.sub(lambda said: f"hold {said['what'].replace(' or ', ' and ')}", text)
    for dress in (PREFACED, GREETED, COUNTED, SIGNED, THANKED, WHILE_THERE, ASIDES, ASKED_KINDLY):
        bare = dress.sub("", text, count=1)
        # “ok, thanks” is no “ok”
        is_all = not bare.strip(" .,!?;") or (dress is THANKED and SHORTLY.fullmatch(bare))
        text = text if is_all else bare
    text = AND.sub(" and ", text)
    text = HUMBLY.sub(r"\1", AFTER_THAT.sub(" and then ", LIFTED.sub("take the hold off", text)))
    text = ASKED_TO.sub("could you", HAVING.sub("show me ", WE_DO.sub("could you ", text)))
    text = MINDING.sub(lambda said: f"could you {base(said[1].lower()) or said[1]}", text)
    return PASSIVE.sub(_actively, text)


def _actively(said: re.Match[str]) -> str:
    """What asks for something to be done, as what asks to do it.

    “Can 1043 be cancelled?” and “could 1043 still be cancelled” ask whether it can be.
    """
    verb = PARTICIPLES.get(said["done"].lower(), "")
    asked = KINDLY.search(said.string) is not None
    is_open = not asked and (said["asks"].lower() != "could" or "?" in said["end"])
    if not verb or is_open or STILL.search(said[0]):
        return said[0]
    out = OUT.match(said["rest"])
    rest = said["rest"][out.end() if out else 0 :].rstrip()
    end = said["end"].replace("?", "")
    return f"please {verb}{out[0] if out else ''} {said['what'].strip()}{rest}{end}"
