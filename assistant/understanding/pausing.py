"""“hang on”, “bear with me, phone's ringing”: whole messages that ask for no more than a moment."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.understanding.calling import FRIENDS
from assistant.understanding.word_lists import phrases


def _any(text: str) -> str:
    found = sorted(phrases(text), key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, found))})"


WHOM = _any("""
her | him | them | someone | somebody | the boss | the office | the customer | the warehouse | the
shop | the lads | the team | my boss | the manager | upstairs | the packers | a colleague | dispatch
| the supplier | the courier
""")
WHAT = _any("""
it | that | this | something | one thing | first | quickly | quick | the shelf | the shelves | the
back | the box | the label | the paperwork | the system | the note | my notes | the screen | the
date | the email | the emails | my emails | again | properly | round the back | out the back
""")
LONG = (
    r"(?:(?:just |only )?(?:half |about )?(?:a|an|one|1|two|2|a couple of|couple of|a few|three|3|"
    r"five|5|ten|10|another)(?: wee| quick| little| wee)? )?"
    r"(?:(?:half )?(?:sec|second|mo|moment|min|minute|tick|jiffy|shake|mom)s?)"
)
"""“two ticks”, “half a sec”, “a couple of minutes”."""
BIT = r"(?:a (?:wee |little |tiny )?(?:bit|while)|(?:a )?(?:wee )?whil(?:e|st))"
MINE = (
    r"(?:let me|lemme|i(?: will| 'll| need to| have to| am going to| 'm going to| want to)?"
    r"(?: just)?|just|need to|got to|gotta|gonna|going to|have to|ll|must|will|i got to"
    r"|i 've got to)"
)
LOOK = (
    rf"(?:just |quickly )?(?:(?:check|double check|check on|make sure of|look at|verify)"
    rf"(?: {WHAT})?(?: with {WHOM})?|(?:ask|ring|call|text|phone|message) {WHOM}"
    rf"|check with {WHOM}|(?:have|take) a (?:quick )?(?:look|think|check)(?: at {WHAT})?"
    rf"|think(?: about (?:it|that))?|look|ask|make sure|find out|look into (?:it|that)"
    rf"|get back to you|(?:go and|nip and|pop and) (?:check|look|see|ask))"
    rf"(?: {WHAT})?(?: {LONG})?"
)
LOOKING = (
    rf"(?:am |'m )?(?:just |still )?(?:checking|looking|thinking|asking {WHOM})"
    rf"(?: {WHAT}| with {WHOM})?"
)
CALLED_AWAY = _any("""
phones going | phones ringing | phones gone | the phones going | the phones ringing |
customers here | customers waiting | customer waiting | someones at the door |
just on the phone | on the phone | on a call | just on a call | i 'm on the phone | im on the phone
| phone 's ringing | phone ringing | phone 's going | phone going | the phone 's ringing | the
phone 's going | the phone is ringing | phone is ringing | someone 's at the door | somebody
's at the door | someone at the door | somebody at the door |
someone at the counter | somebody at the counter |
someone 's at the counter | somebody 's at the counter | someone at the till | somebody at the till
| someone 's at the till | somebody 's at the till | customer at the counter | doorbell |
got a customer |
customer here | customer in | customer 's here | i 've got a customer | there 's a customer | kettle
's on | boss is calling | boss calling | somebody 's calling | back in a sec | back in a
second | back in a minute | back in a mo | back in a tick | back in a bit | be right back | right
back | be back in a sec | be back in a minute | i 'll be right back | i 'll be back | brb | afk
""")
CALLING = (
    r"(?:the |a |another |my |our )?(?:customers?|phones?|kettles?|door|doorbell|boss|post|postie"
    r"|postman|courier|driver|van|lorry|delivery|manager|till|printer|alarm|someone|somebody)"
    r"(?: ?'s| is| are| has)?(?: (?:just )?(?:here|in|waiting|ringing|going|gone|boiled|on"
    r"|at the (?:door|counter|desk|till)|calling|arrived|jammed|shouting|outside|wants me))?"
)
"""What calls somebody away, behind a word of waiting: “hang on, customer”."""
STOP = _any("""
wait | wait up | wait there | hang on | hang on there | hold on | hold up | hang about | hang fire
| hold your horses | hold the line | stand by | steady on | stay there | not sure | not sure yet | i
'm not sure | im not sure | bear with | bear with me | bear with us | bare with me | hold that
thought | park that thought | i 'm not ready | not ready | not ready yet | give me time | hold on to
your horses | patience | one thing first | bide a wee | haud on | hauld on
""")
GIVE = rf"(?:give|gimme|giz|gis|allow|grant)(?: me| us)?(?: {LONG}| {BIT})(?: to (?:{LOOK}))?"
ALONE = rf"(?!(?:seconds?|mins?|minutes?|ticks?|moms?|shakes?)(?: |$)){LONG}"
ONE = (
    rf"(?:{STOP}(?: for)?(?: {LONG}| {BIT})?|{ALONE}|{GIVE}"
    rf"|{MINE} {LOOK}|let me see|{LOOKING}|{CALLED_AWAY}|in {LONG})"
)
AWAY = rf"(?:{STOP}(?: {LONG}| {BIT})?|{ALONE}|{GIVE})"
OPENING = r"(?:(?:oh|ok|okay|hm+|er|erm|um|right|actually|sorry|ah|so|well|yeah|and|but|now) )*"
ENDING = rf"(?: (?:please|pls|there|though|sorry|first|thanks|ta|will you|{FRIENDS}))*"
PAUSING = re.compile(
    rf"{OPENING}(?:{ONE}(?: (?:and |while |whilst |because |cos |as )?(?:i )?{ONE}){{0,3}}"
    rf"|{AWAY} {CALLING}){ENDING}"
)
"""What somebody says who is not ready yet: it asks for nothing, and settles nothing."""
BACK = re.compile(
    r"(?:(?:ok|okay|right|so|sorry|and|hi) )*(?:i ?'?m |im )?back(?: now| again| here)?"
)
"""“ok, back now”: somebody who says no more than that, and undoes nothing."""
LONGEST = 14


def is_pause(words: Sequence[str]) -> bool:
    """Whether the whole message asks for no more than a moment."""
    said = [word for word in words if word[0].isalnum() or word[0] == "'"]
    if BACK.fullmatch(" ".join(said)):
        return True
    return len(said) <= LONGEST and PAUSING.fullmatch(" ".join(said)) is not None
