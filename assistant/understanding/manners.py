"""Greetings and thanks: whole messages that ask for nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.understanding.word_lists import listed, phrases

HELLO = phrases("""
hi | hello | hey | heya | hiya | ey up | wotcha | oi oi | mornin | mornin ' | evenin | hello there
| hi there | morning all | yo | howdy | g'day | greetings | sup | alright | morning | afternoon |
evening | good morning | good afternoon | good evening | good day | hello hello | hi hi | hey hey
| how are you | how are you doing | how 's it going | what 's up | you ok | you alright | nice to
meet you | now then | ay up | hey up | hullo | aye aye | good morrow | hallo | hola | anyone there |
you there | are you there | you about | top of the morning | me again | only me | it 's me | it 's
only me | me
""")
WHOM = phrases("""
all | everyone | team | there | bot | backroom | mate | guys | folks | duck | pet | hun | hon |
lovely | love | lovelies | my lovelies | peeps | chaps | ladies | gents | gang | chuck | my love |
petal | fella | pal | together | lad | lads | la | lass | sir | madam | buddy | x | xx | both |
again | boss | love | today | everybody | to everyone | to everybody | to all | to you all | to
you | my lovely | my dear
""")
PRAISE = phrases("""
great | perfect | brilliant | awesome | lovely | nice one | good job | well done | nice |
excellent | amazing | super | wonderful | good bot | cool | fab | magic | smashing | ace | legend
| lifesaver | you 're a star | you are a star | you are a legend | you are a lifesaver | you are
the best | you are great | youre a star | ur a star | youre the best | youre a legend | you
star | star | hero | you hero | top job | you legend | much better | that 's the one | spot on |
sorted | lush | belting | you 're a lifesaver | grand | champion | smashing job | you 're a
diamond | proper job | you 're the best | you 're a legend | you 're great | that 's great | that
's perfect | that 's brilliant | that 's all | that 's it | that 's everything | that 's helpful |
that 's lovely | all good | got it | very helpful | ok | okay | that worked | that 's that sorted
| thats that sorted | that 's that done | thats that done | thats sorted | that 's sorted | all
sorted | all done | job done | lovely job | nice job | great job | great stuff | good
stuff | good work | great work | nice work | lovely stuff | sweet | brill | fantastic | marvellous |
splendid | superb
""")
THANK = phrases("""
thanks | thank you | thank u | ta v much | ta very much | ta muchly | thanks v much | tyvm | ta |
cheers | thx | ty | much appreciated | appreciate it | appreciated | many thanks
| much obliged | obliged | ta love
""")
FOR_WHAT = phrases("""
a lot | so so much | so very much |
so much | very much | me dear | my dear | dear | me duck | ever so | ever so much | duck |
pet | love | hun | x | xx | chuck | pal | buddy | my love | a million | again | all | mate |
everyone | backroom | bot | loads | a bunch | guys | team | for that | for the help | for your help
| for everything | for sorting that | for doing that | for this | bye
""")


def _any(*lists: Sequence[str]) -> str:
    found = sorted({one for some in lists for one in some}, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, found))})"


GREETING = re.compile(rf"{_any(HELLO)}(?: {_any(WHOM, HELLO)})*(?: from (?:the |us at )?\w+)?")
GRATEFUL = re.compile(rf"{_any(THANK)}(?: {_any(FOR_WHAT)})* for (?!now)[^\d?]+")
"""Thanks for something that was done."""
ASKING = re.compile(r"\b(?:can|could|please|pls|now|also|but|would|need|what|where|how|when)\b")
THANKS = re.compile(rf"(?:{_any(PRAISE)} )*{_any(THANK)}(?: {_any(FOR_WHAT, PRAISE)})*")
THANKED = re.compile(rf"{_any(THANK)}(?= |$)")
PRAISED = re.compile(rf"{_any(PRAISE)}(?: {_any(PRAISE, WHOM)})*")


CONTENT = listed("""
that this it was is s were re just what exactly all everything i we me needed wanted after looking
for very really so super dead proper helpful useful handy grand sound great perfect brilliant
lovely ideal fine much better spot on bang the job trick does did done do you ve been have a an star
big massive again mate pal la lad lass love duck pet hun hen man to know one thing 's 've 're your
help time ever my day made nicely sorted that's you're you've thats only most kind of u ta cheers
""")
"""Words in which somebody says that they are content, and of nothing else."""


def _is_content(said: str) -> bool:
    """“thank you, this was very helpful”."""
    thanked = THANKED.match(said)
    return thanked is not None and CONTENT.issuperset(said[thanked.end() :].split())


def of(words: Sequence[str]) -> str:
    """“greet” or “thanks” when the whole message is one; otherwise nothing."""
    said = " ".join(word for word in words if word[0].isalnum() or word[0] == "'")
    if GREETING.fullmatch(said):
        return "greet"
    if said in {"ok", "okay"}:
        return ""
    grateful = GRATEFUL.fullmatch(said) and not ASKING.search(said)
    praised = THANKS.fullmatch(said) or PRAISED.fullmatch(said)
    return "thanks" if praised or grateful or _is_content(said) else ""
