"""Words with which a message goes on from what was said before it, or puts it right."""

from __future__ import annotations

import re

from assistant.understanding.gate_words import CONDITIONS, NEGATIONS
from assistant.understanding.tag_sheet import DOCUMENTS
from assistant.understanding.word_lists import listed, phrases

CORRECTING = phrases(
    """
oh | ah | argh | aargh | ugh | gah | doh | whoops | oopsie | and its | and it is | they were |
that was | those were | they now say | she now says | he now says | now they say | now she says |
no he wants | no she wants | no they want | no it wants | aye | hm | hmm | well | tell you what |
i tell you what | wrong way round | other way round | the other way round | wrong one | put | put
down | that is | thats | it is | its | it was | no i meant | no make it | no sorry | sorry i meant
| i meant | i mean | actually make it | make it | make that | change it to | change that to |
change to | yes but make it | yes but | ok but | yeah but | should be | it should be | that should
be | should have been | not that | sorry | actually | oops | no | wait | hang on | rather | or
rather | correction | switch to | let us do | let us say | try | use | do | only | just | but |
instead | they are | theyre | those are | they are all | no i mean | no meant | meant | oops i
meant | i meant to say | should say | let us make it | better make it | call it | say | change the
quantity to | and make it | bump it to | drop it to | up it to | actually just | actually only |
actually no | no actually | just do | just make it | no just | only do | set it to | no use | no
send it | change it | and change it to | swap it to | switch it to | should have said | let us go
with | go with | could you make it | can you make it | better do | let say | let make it | let do
| let go with | sory | nope | nah | apologies | pardon | pardon me | no hang on | no wait | no
hold on | hold on | hold up | hang about | it is for | its for | that is for | they said | she
said | he said | says | wrong item | wrong one sorry | wrong size | wrong colour | wrong | wrong
number | wrong order | wrong place | wrong product | wrong way | that is wrong | that was wrong |
typo | my mistake | i got that wrong | sorry wrong | forgive me | do forgive me | i beg your
pardon | beg your pardon | beg pardon | begging your pardon | my apologies | i do apologise | i
apologise | ay | ay sorry | ach | och | och no | you know what | do you know what | tell a lie | i
tell a lie | silly me | it ought to be | ought to be | that ought to be | ooh | set it at | put it
at | shes saying | hes saying | theyre saying | she is saying | he is saying | she saying | he
saying | they are saying | she says | he says | they say | she now saying | he now saying | better
| i had better say | i should have said | i should say | excuse me | customer says | customer now
says | now customer says | client says | client now says
"""
)
FOLLOWING = phrases(
    """
and off the | and off | off the | off | and via | via | n | an | n the | n in | n at | n on | n
for | an the | an in | an at | just what is in | just what is at | only what is in | only what is
at | what is in | what is at | and what is in | only the ones | just the ones | only those | just
those | the ones | and same for | and the same for | the same for | ditto for | ditto | what about
| how about | and what about | and how about | and for | and in | and at | and on | and the | and
| only the | only | just the | just | same for | same again for | same thing for | repeat that for
| do the same for | now | what about the | how about the | ok and | for | in | at | on | the |
also | or | show me | then | but only | but for | with | from | to | is that the same for | same |
or the | not | but | what of | then what about | what about in | what about at | what about on |
how about in | how about at | how about on | how about for | what about for | and what about in |
now for | same question for | same thing in | same in | same at | same on | and just | and only |
over at | and over at | and also | also for | which of those are | which of them are | which ones
are | which are | any of those | any of them | of those | of them | and of those | and this | and
now | same again | same thing | and from | and with | and to | put the same on | put same on | put
the same one on | put same one on | same one on | same one for | do the same on | do the same with
| do the same to | the same on | the same in | the same at | the same with | the same to | same
with | same to | do that for | do it for | and do | do | now do | then do | also do | next | and
then | next up | okay and | okay now | right now | same again on | same again in | same again with
| great | fine | lovely | perfect | good | cool | nice | brilliant | compared to | compared with |
versus | vs | how does that compare to | how does that compare with
"""
)
GOING_ON = (*FOLLOWING, "oh", "ah", "ooh", "hmm", "hm", "sorry")
"""With what a question goes on: “oh, and the small ones?”."""
AGAIN = frozenset({"too", "also", "well", "same", "again", "both", "another"})
HESITATING = listed(
    "argh aargh ugh gah doh dunno actually hmm hm oh ah ay ach och well sorry wait ok eh"
)
"""What may stand before a no."""
AGREEING = listed("fine great lovely good perfect cool yes yeah yep yup")
REFUSING, MARKS = frozenset({"no", "nope", "nah"}), frozenset({",", ".", "-", "!", ";"})
OBJECTING = listed("no not sorry oops wait make change wrong typo")
DOUBTING = listed("""
wrong hang hold other already except rather half less unless if different mistake meant kept keep
ought should forgive pardon apologies apologise
""")
"""Words of a message that is not understood, after which a yes is none."""
REFUSED = listed("no not oops nah nope wrong typo")
"""With what a question begins after which a yes is no yes to what was shown."""
ADDING = ("and", "also", "plus")
TRAILING = listed("""
both instead one ones then too only please sorry rather not well though for of them those is at in
on from to with by and or as into mean meant i reason btw way one 's that last it order units
actually now lot mind want wanted using via through be should make number tracking plenty enough
will 'll have having says said thinking about way by all out do think really better he she they is
fine loads was first 'll will yet than till until tub tubs bag bags box boxes bottle bottles jar
jars tin tins roll rolls carton cartons case cases tray trays sack sacks pouch pouches tubes tube
but again same s pairs pair packs pack pieces piece pcs pc size
""")
PARTLY = frozenset({"units", "money", "percent"})
"""Slots that say how much."""
ASKING_US = (["i"], ["we"])
"""“should we ship 1044”."""
FIRST = "first"
"""Says that what waits is to wait for this."""
SURELY = 0.8
NAMING = (
    *DOCUMENTS, "product", "place", "customer", "units", "money", "date", "carrier",
    "channel", "supplier",
)  # fmt: skip
"""What is named is meant, wherever it is said."""
SHORT = 2
"""Words beside an answer that are nothing: “barn. where else”."""
LAST = re.compile(
    r"(?<=\w)[ ,]+(?:instead|then|now|too|as well|after all|mate|lol|ta|love|duck|pal)[.!]*$",
    re.IGNORECASE,
)
"""What ends a request and says nothing of it."""
PARTING = frozenset({",", ".", ";", "!", "-"})
LETTING_GO = re.compile(
    r"^(?:(?:oh|no|nah|nope|actually|ok|sorry|hmm|wait|hang on|hold on|right|well)\b[,.;!]* )*"
    r"(?:(?:forget|scrap|leave|drop|ignore|scratch|stop|bin|scrub|ditch) (?:that|it|this)"
    r"(?: one| off| altogether)*"
    r"|(?:don't|dont|don’t|do not|not) (?P<verb>[a-z]+)(?: (?:it|that|this|them|em|those))?"
    r"(?: off| out| up| down| back| in)?)"
    r"(?:\s*[,.;!-]+\s+|\s+(?=(?:just|but|instead|rather)\s))"
    r"(?:(?:just|only|instead|but|rather),? )*",
    re.IGNORECASE,
)
"""“forget that, cancel it instead”, “dont cancel it just hold it”: a no, and another request."""
OPENING = (
    r"(?:(?:oh|ok|okay|right|well|no|nah|nope|so|hm+|actually|sorry|wait|hang on|hold on"
    r"|just|let's|lets|let us|we'?d better|better|i'?d rather|can you|could you|can we|could we"
    r"|please|pls|go ahead and|instead)\b[,.;!:-]*\s*)*"
)
OPENING_ONLY = re.compile(OPENING, re.IGNORECASE)
"""What stands before any request: “so, can you …”."""
TURNING = re.compile(
    rf"^{OPENING}(?P<turned>(?:(?:i'?ll |i )?tell you what|(?:do |d'?)?(?:you|ya|yer) know what"
    r"|know what|(?:on )?second thoughts?|come to think of it|thinking about it|on reflection"
    r"|(?:i'?ve |i have |she'?s |he'?s |they'?ve )?changed (?:my|her|his|their) minds?"
    r"|scrap that|forget that|never mind(?: that)?|sod (?:it|that)|stuff (?:it|that)"
    rf"|change of plan|new plan)\b[,.;!:-]*\s*)?{OPENING}",
    re.IGNORECASE,
)
"""What stands before a request by somebody whose mind was changed."""
INSTEAD = re.compile(
    r"(?:[ ,]+(?:(?P<instead>altogether|completely|entirely|outright|instead|rather|after all"
    r"|for good)|then|please|pls|now|mate|ta|thanks|would you|will you|for me))+[.!]*$",
    re.IGNORECASE,
)
"""What stands behind it."""
THE_WHOLE = re.compile(
    r"\b(?:(?:the )?(?:whole|entire|full) (?:thing|order|lot|return|transfer)|all of it|it all"
    r"|the lot|(?:the|that|this) order)\b",
    re.IGNORECASE,
)
"""What is spoken of, and all of it."""
UNDO = "undo_last"
AGAINST_WHY = NEGATIONS | CONDITIONS | {"?", "if", "wait", "but", "instead"}
"""Words of which any one says more than why."""
