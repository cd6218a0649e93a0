"""Requests as people write them in letters, in plain words: “I would ask you to cancel it”.

Each is said as anybody else would say it; who supposes, denies or tells of others is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.understanding.needing import PARTICIPLES

Replaced = str | Callable[[re.Match[str]], str]
Rule = tuple[re.Pattern[str], Replaced]
I_WOULD = r"(?:i|we)(?:'d| should| would| must| have to| wish to)?"
OPENS = r"(?:^|(?<=[,.;:!?] )|(?<=and )|(?<=so )|(?<=please )|(?<=kindly ))"
DETAILS = r"(?:particulars|details|information|info|records?)"


def _having_done(said: re.Match[str]) -> str:
    verb = PARTICIPLES.get(said["done"].lower())
    return f"please {verb} {said['what']}" if verb else said[0]


def rule(pattern: str, by: Replaced) -> Rule:
    """What is said, however it is written, and what is said instead."""
    return re.compile(pattern, re.IGNORECASE), by


def rewritten(text: str, rules: Sequence[Rule]) -> str:
    """A text after one rule upon another."""
    for pattern, by in rules:
        text = pattern.sub(by, text)
    return text


RULES = (
    # an aside between commas
    rule(r",? (?:(?:as )?i (?:regret|am (?:sorry|afraid|obliged)|fear)(?: to (?:say|report"
     r"|tell you))?"
     r"|i'm (?:sorry to say|afraid)|sad to say|as (?:it happens|you know|luck would have it)"
     r"|god (?:love|help) (?:him|her|them|us)|to be (?:quite )?(?:fair|honest|frank))\b ?(?:,"
     r"|(?=;))",
     ""),
    rule(r",? (?:if you please|if you would be so (?:kind|good))(?= *(?:$|[.,;!?]))", ""),
    rule(r"(?<=\w) (?:in fact|in point of fact|indeed|as yet)(?= (?:been|gone|left|arrived|paid"
     r"|sent))",
     ""),
    rule(rf"{OPENS}pray,? (?=[a-z])", "please "),
    rule(r"\bthereafter\b", "then"),
    rule(rf"{OPENS}(?:may|might|could) (?:i|we) (?:please |kindly )?"
     r"(?:ask|trouble|beg|bother) you to\b", "please"),
    rule(rf"{OPENS}(?:i|we) should (?:very much |rather )?(?:like|wish) to (?=(?:order|cancel|hold"
     r"|ship|send|refund|return|exchange|release|move|transfer|add|change|raise|place|book|set"
     r"|write)\b)",
     "please "),
    rule(rf"{OPENS}(?:i|we)(?: would|'d| must| should| have to) (?:kindly |respectfully |also )?"
     r"(?:ask|request|beg|trouble) (?:that you|you to|of you to)\b", "please"),
    rule(r"\b(?:please |kindly )?(?:see|ensure|make sure|see to it)(?: to it)? that "
     r"(?:it|this|that|the (?:order|parcel))(?: now)? (?:goes|is sent|gets sent|is delivered) to\b",
     "please send it to"),
    rule(rf"{OPENS}{I_WOULD} (?:like|wish|want|prefer) (?:to have |to see )?"
     r"(?P<what>(?:an? |the |this |that |our )?[^,.;?!]{3,60}?) (?:to be )?(?P<done>[a-z]+ed"
     r"|sent|held)"
     r"(?= *(?:$|[,.;]))", _having_done),
    rule(rf"{OPENS}{I_WOULD} (?:(?:be (?:glad|pleased|grateful) )|(?:like ))to (?:know|learn|hear)"
     r"(?: of)? the\b", "what is the"),
    rule(rf"{OPENS}{I_WOULD} (?:(?:be (?:glad|pleased|grateful) )|(?:like ))to (?:know|learn"
     rf"|hear),? "
     r"(?=(?:what|how|when|where|who|which)\b)", ""),
    rule(r"\b(?:please |kindly )?(?:(?:let|give|get) (?:me|us) (?:have|see)|(?:furnish|provide"
     r"|supply) "
     r"(?:me|us) with|set out for (?:me|us)|(?:may|might) (?:i|we) (?:please )?(?:have|see)) "
     rf"(?=the |a list|our |any |all |whatever |{DETAILS})", "show me "),
    rule(r"\b(?:would|could|will|can) you show me\b", "show me"),
    rule(rf"{OPENS}(?P<who>i|we) (?:wish|desire) to (?=[a-z])", r"\g<who> want to "),
    rule(r"\bopened with us\b", "opened"),
    rule(rf"{OPENS}(?:enter|mark|record|log|register) (?P<what>it|this|that|them) as received\b",
     r"book \g<what> in"),
    rule(rf"(?:{OPENS}|(?<=would you )|(?<=could you )|(?<=can you ))open (?=a return\b)",
     "start "),
    rule(rf"{OPENS}(?:prepare|draw up|make out|issue|write)(?: up)? (?=an? (?:purchase )?order\b)",
     "raise "),
    rule(rf"\b(?:whatever|any|what|all(?: the)?|the)? ?{DETAILS} (?:that )?(?:we|you) (?:hold"
     rf"|have|keep)"
     r"(?: on file)? (?:on|of|about|for)\b", "the details of"),
    rule(r"\bthe figures on returned goods\b", "the figures on returns"),
    rule(r"\bin the past (?:calendar )?(week|month|year)\b", r"last \1"),
    rule(r",? that is to say,? (?:in|for|on) \w+", ""),
    rule(r"\benter (?P<what>it|this|that|them|(?:order "
     r"|return )?[a-z]{0,4}-?\d+) as (?P<as>received|shipped"
     r"|sent|paid|returned)\b", r"mark \g<what> as \g<as>"),
    rule(r"\bbelonging to\b", "for"),
    rule(r"\bon account of (?:its|his|her|their) being\b", "because it is"),
    rule(r"\b(?:has|have) (?:now )?been (?:brought|delivered) to us\b", "has arrived"),
    rule(r"\b(?P<verb>set|correct|adjust|amend|change) (?:the )?(?:figure|count|stock|number"
     r"|records?)"
     r" accordingly\b", r"\g<verb> it"),
    rule(r"\b(?:add|append|attach|put|write) (?:to|by|on|against|with) (?:it|this|that|the order)"
     r"(?: the| a| this)? (?:remark|note|comment|memo)\b", "add a note"),
)  # fmt: skip


def plainly(text: str) -> str:
    """A text with such requests in plain words."""
    return rewritten(text, RULES)
