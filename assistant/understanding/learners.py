"""English of people who learnt it later, as those say it who were born to it.

“Please to send 1043” is “please send 1043”, “how many we have sold” asks how many have been sold.
"""

from __future__ import annotations

from assistant.understanding.formal import OPENS, rewritten, rule

DOCUMENT = r"(?:return|order|parcel|package|delivery)"
LEARNT = (
    rule(r"\bplease(?P<when> for now| now| today)? to (?P<verb>[a-z]+)\b(?! me| us| you)",
     r"please \g<verb>\g<when>"),
    rule(r"(?<=[a-z0-9]),? (?P<join>and|and then|then) (?:please )?to (?P<verb>put|write|add"
     r"|send|ship|hold|change|cancel|move)\b",
     r" \g<join> \g<verb>"),
    rule(r"\b(?P<verb>put|take|send|change|make|take out|give|show me|tell me) (?:please|pls)"
     r" (?=(?:the|this|that|it|a|an|\d+)\b)", r"\g<verb> "),
    rule(r"^(?P<plea>(?:please|hello|hi|sorry)[,!]? )?you (?P<aux>can|could|would|will)"
     r"(?= (?:show|tell|teach|give|say|check|look|find|explain) [^?]*\?)",
     r"\g<plea>\g<aux> you"),
    rule(r"^(?P<plea>please,? )you (?P<aux>can|could|would|will)(?= [a-z]+ [^?]*\?)",
     r"\g<plea>\g<aux> you"),
    rule(r"^(?P<plea>(?:please|hello|hi|sorry)[,!]? )?you (?:have"
     r"|know) (?=[^?]*\?)", r"\g<plea>do we have "),
    rule(r"\bhow (?P<much>many|much) we (?P<aux>have|had|did)\b", r"how \g<much> \g<aux> we"),
    rule(r"\bthe (?:lady|mister|gentleman|sir|madam|se[nñ]ora?) (?=(?-i:[A-Z])[a-z])", ""),
    rule(r"\bin (?:what|which) (?:point|state|status|situation|place) is (?:it|this"
     r"|that)\b", "where is it"),
    rule(r"\bteach me (?=the|this|an?|order|all|what|how)", "show me "),
    rule(r"\bannul(?=s|led|ling|\b)", "cancel"),
    rule(r"\bregister (?P<what>it|this|that|them)\b", r"book \g<what> in"),
    rule(r"\bsum (?P<what>it|this|that|them) (?=to|in)", r"add \g<what> "),
    rule(r"\bon something (?:other|else|different)\b", "for something else"),
    rule(r"\bthe sale (?=(?:from|of|for) (?:last|this|yesterday|today|the)\b)", "the sales "),
    rule(rf"{OPENS}(?:has|have) (?P<did>arrived|come|come back|returned|appeared)"
     rf"(?P<where> (?:to|in|at"
     rf"|into) (?:the )?[a-z]+)? (?P<what>the {DOCUMENT} [a-z]*-?\d+)(?=[,.;])",
     r"\g<what> has \g<did>"),
    rule(r",? (?:and )?(?:not to|don't|do not) (?:send|ship|post|release)(?: it)?"
     r" (?:until|till|before) (?:i|we) (?:will )?say(?: so)?\b", " until i say so"),
    rule(r"\b(?P<verb>put|add|write|leave) (?P<note>a note|note) (?:in|into|at|by) "
     r"(?:the )?(?=#?\d)", r"\g<verb> \g<note> on "),
    rule(r"^which is the\b", "what is the"),
    rule(r"\bfor where (?:goes|is going) (?P<what>(?:her|his|their|the|my) (?:order|parcel))\b",
     r"where is \g<what>"),
    rule(r"\b(?P<what>needs|wants|has) other (?=price|address)", r"\g<what> another "),
    rule(r"\baddress to (?:change|be changed) (?:on|to|for) (?=\d)", "change the address to "),
    rule(r"\b(?:is|has) (?:a )?(?:bad|wrong|incorrect) address, the (?:good|right"
     r"|correct) (?:one|address) is (?=\d)",
     "change the address to "),
)  # fmt: skip
"""What is said in the order, or with the words, of other tongues."""


def plainly(text: str) -> str:
    """A text in the words of those who speak it from birth."""
    return rewritten(text, LEARNT)
