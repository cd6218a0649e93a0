"""What may be said beside a yes as a whole: haste, somebody's okay, that it was looked at.

Each saying is known as such. What else may stand there is told word by word in `agreeing_openly`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

SOMEBODY = (
    r"(?:he|she|they|(?:(?:the|my|his|her|our|their) )?(?:boss|manager|owner|gaffer|teacher"
    r"|customer|client|buyer|warehouse|office|bank|school|mum|dad|mother|father|wife|husband"
    r"|accounts|supervisor|doctor|supplier|head office|accountant|secretary|treasurer))"
)
THEY = r"(?:he|she|they|someone|somebody|anyone|(?:the|that|this|my|our) [a-z]+)"
HASTE = (
    rf"(?:quick(?:ly)? )?before {THEY} (?:changes? (?:his|her|their) minds?"
    r"|(?:rings?|calls?|phones?|texts?|emails?|comes?|walks?|explodes?|kicks? off|goes mad"
    r"|gets? (?:cross|angry|upset|here)|asks?|moans?|complains?|forgets?|notices?|wakes?|starts?)"
    r"(?: (?:me|us|up|in|out|back|again|a (?:second|third|fourth) time|moaning|shouting|crying))*)"
)
"""“before he changes his mind”, and not “before he collects it”, which says when."""
OKAYED = (
    rf"{SOMEBODY} (?:says?|said|confirms?|reckons)(?: that)?(?: ?(?:it|that|this)(?: ?'?s| is))?"
    r"(?: all)? (?:ok|okay|fine|yes|good|right|correct|alright)"
)
"""“the manager says it's fine”, and not “she says it's fine where it is”."""
LOOKED_AT = (
    r"(?:(?:i|we|'ve|ive|have|just|already|and) )*(?:double |triple )?"
    r"(?:counted|checked|measured|weighed)"
    r"(?: (?:it|them|that|those|these))?(?: (?:twice|again|myself|ourselves|properly|three times"
    r"|just now|carefully))*"
)
GLAD = (
    r"(?:he|she|they|(?:the|my) [a-z]+) ?'ll be (?:(?:so|very|well|dead|really|over the) )*"
    r"(?:happy|thrilled|delighted|pleased|glad|chuffed|relieved|made up|moon|grateful)"
)
LEAVING = (
    r"(?:the |his |my )?(?:van|van man|driver|courier|lorry|post|postie|train|bus) ?(?:'s |is )?"
    r"(?:just )?(?:leaving|going|here|waiting|outside|about to go|about to leave)"
)
PITYING = r"poor (?:man|chap|lad|lass|girl|boy|woman|lady|thing|soul|bloke|fella|love|mite|dear)s?"
PROVERB = (
    r"(?:in for a penny(?: in for a pound)?|life 's too short|what the heck|here goes"
    r"|fingers crossed|better late than never|least (?:i|we) can do|about time(?: too)?"
    r"|at long last)"
)
BESIDE = re.compile(
    rf"(?:{HASTE}|{OKAYED}|{LOOKED_AT}|{GLAD}|{LEAVING}|{PITYING}|{PROVERB})"
    r"(?: (?:please|thanks|ta|lol|haha|too|now))*"
)


def is_beside(words: Sequence[str]) -> bool:
    """Whether words are a saying that takes nothing back from the yes that they stand beside."""
    return BESIDE.fullmatch(" ".join(words)) is not None
