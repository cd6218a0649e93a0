"""A message as typed -> clean text and its words, each with where it stands."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.understanding import courtesy, formal, idioms, learners, noises, pasted
from assistant.understanding.english import unaccented
from assistant.understanding.word_lists import short_forms, table

LONGEST = 2_000
SHORT_FORMS = table("short_forms")
"""What is typed in a hurry -> the word."""
CALLED = frozenset(name for names in short_forms("first_names").values() for name in names)
"""Short names of people: “Mo” is no moment."""
HAVING = frozenset({"have", "has", "had", "got", "is", "are", "there", "with", "was", "no"})
NUMBERED = frozenset({"track", "tracking", "order", "phone", "po", "ref", "consignment", "parcel"})
"""Words after which “no” is short for number."""
BEFORE_ARE = frozenset({"where", "how", "what", "who", "why", "they", "these", "those", "you", "u"})
"""“where r 1043 n 1044”."""
ASKING = frozenset({"can", "could", "would", "will", "do", "did"})
HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08]")
ODD = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "…": "."}
)
WORD = re.compile(
    r"""
      [\w.+-]+@[\w-]+(?:\.[\w-]+)+           # an e-mail
    | \d{1,4}[-/]\d{1,2}[-/]\d{2,4}          # a date in digits
    | \d+(?:,\d{3})+(?:\.\d+)?               # 1,200.50
    | [£$€]
    | \d+(?:\.\d+)?(?=%|x\b)                 # 5% and 3x
    | \d+\.\d+s\b                            # the 2.5s
    | \d+\.\d+
    | \d{3,}(?=s\b)                         # 1043s gone out
    | [^\W_]+(?:[-_/][^\W_]+)+               # a code: words and digits joined
    | \w+?(?=n't\b)n't | \w+?(?='(?:s|ll|re|ve|m|d)\b) | '(?:s|ll|re|ve|m|d)\b
    | [^\W_]+(?:'[^\W\d_]+)?
    | [^\s]
    """,
    re.VERBOSE | re.IGNORECASE,
)
PICTURE = re.compile(
    r"(?<![\w:]):(?:[+-]1|(?=[\w+-]*[a-z])[a-z0-9_+-]{2,}):(?::skin-tone-\d:)?(?!\w)"
)
"""An emoji as Slack writes it."""
DRAWN_OUT = re.compile(r"([aeiou])\1{2,}")
"""“nooo”, “pleeease”: a vowel that nobody writes three times."""
JOINED = re.compile(r"[a-z]+(?:[-/][a-z]+)+|[A-Z][a-z]*(?:[-/][A-Za-z][a-z]+)+")


@dataclass(frozen=True)
class Token:
    """A word or a mark: in lower case, as typed, and the letters it takes of the text."""

    word: str
    raw: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it holds letters or digits."""
        return self.raw[0].isalnum() or self.raw[0] == "'"

    @property
    def is_name(self) -> bool:
        """Whether it is written as a name is: “Ann”, neither “ann” nor “DPD”."""
        return self.raw.isalpha() and self.raw[0].isupper() and not self.raw.isupper()


@dataclass(frozen=True)
class Text:
    """Clean text and its tokens."""

    clean: str
    tokens: tuple[Token, ...]
    respelt: tuple[tuple[str, str], ...] = ()
    """Words of requests as said and as they were read."""
    pictures: tuple[str, ...] = ()
    """🙄 and “:unamused:”, which were left out."""

    def between(self, first: int, past: int) -> str:
        """What was typed from one token up to, not including, another."""
        if first >= past:
            return ""
        return self.clean[self.tokens[first].start : self.tokens[past - 1].end]

    def words(self) -> tuple[str, ...]:
        """All tokens in lower case."""
        return tuple(token.word for token in self.tokens)


NUMBER_MARK = re.compile(
    r"(?<=\w )(?:nos?|nr|num)\.\s*(?=\#?\d)"
    r"|(?<=phone )no\.\s*(?=\w)|(?<=order )no\.\s*(?=\w)|(?<=tracking )no\.\s*(?=\w)",
    re.IGNORECASE,
)
"""“order no. 1043”, “phone no. for”: the full stop ends no sentence."""


POSSESSIVE = re.compile(
    r"\b((?:last|this|next|previous) (?:week|month|year|quarter|weekend)|yesterday|today|tomorrow)s"
    r"(?= [a-z])",
    re.IGNORECASE,
)
"""“last weeks takings”, “yesterdays orders”: most people leave the mark out."""


@lru_cache(maxsize=256)
def read(said: str) -> Text:
    """The text without Slack's markup, and its words.

    What Slack escapes is written out; somebody else who is spoken to becomes “@somebody”; quoted
    lines (“> …”) are left out, for they are not what this person says.
    """
    text = "\n".join(line for line in said[:LONGEST].split("\n") if not _is_quoted(line))
    text = re.sub(r"^\s*<@[A-Z0-9]+(?:\|[^>]*)?>", " ", text)
    text = re.sub(r"<@[A-Z0-9]+(?:\|[^>]*)?>", " @somebody ", text)
    text = re.sub(r"<#[A-Z0-9]+\|([^>]*)>", r"\1", text)
    text = re.sub(r"<(?:mailto:|tel:|https?://)?([^>|]*)\|([^>]*)>", r"\2", text)
    text = html.unescape(re.sub(r"<(?:mailto:|tel:)?(\S[^>]*)>", r"\1", text))
    text = HIDDEN.sub("", unicodedata.normalize("NFKC", text)).translate(ODD)
    text = re.sub(r"\d", lambda digit: str(unicodedata.decimal(digit[0])), text)
    pictures, text = _without_pictures(text)
    text = re.sub(r"(?:[*_`]|~(?!\d))+(?=\w)|(?<=\w)[*_~`]+(?=\W|$)", "", text)
    text = re.sub(r"[ \t]+", " ", re.sub(r"\s*\n\s*", " ; ", text.strip())).strip()
    text = NUMBER_MARK.sub("number ", POSSESSIVE.sub(r"\1's", text))
    for plain in (pasted, noises, idioms, learners, formal, courtesy):
        text = plain.plainly(text)
    return Text(text, _tokens(text), pictures=pictures)


def _without_pictures(text: str) -> tuple[tuple[str, ...], str]:
    """🚚 and “:truck:”, and a text without them, for they name no goods.

    One of nothing else stays as it is.
    """
    bare = PICTURE.sub(" ", text)
    drawn = [one for one in bare if unicodedata.category(one) == "So"]
    bare = "".join(" " if one in drawn else one for one in bare)
    return (*PICTURE.findall(text), *drawn), bare if bare.strip() else text


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(("> ", "&gt; "))


def _tokens(text: str) -> tuple[Token, ...]:
    found: list[Token] = []
    for match in WORD.finditer(text):
        for start, end in _parts(match):
            raw = text[start:end]
            word = unaccented(raw.lower()) or raw.lower()
            is_name = raw[0].isupper() and word in CALLED
            found.append(Token(word if is_name else _word(word, start, found), raw, start, end))
    # “n today”, “n make it 80”; “n” alone is a no
    if len(found) > 1 and found[0].word == "n" and found[1].is_word:
        found[0] = replace(found[0], word="and")
    return tuple(found)


def _word(word: str, start: int, before: list[Token]) -> str:
    """A word that was typed short, in full."""
    last = before[-1] if before else None
    if last is not None and word == "s" and last.word.isdigit() and last.end == start:
        return "'s"
    if last is not None and word in {"ya", "ye"} and last.word in ASKING:
        return "you"
    if last is not None and word == "r" and last.word in BEFORE_ARE:
        return "are"
    if last is not None and word == "no" and last.word in NUMBERED:
        return "number"
    if last is not None and last.word == "no" and word.isdigit() and len(before) > 1:
        # “one no 8 brush”, but not “we have no 8 litre cans”
        named = before[-2].is_word and before[-2].word not in HAVING
        before[-1] = replace(last, word="number") if named else last
    if word.isalpha() and len(set(word)) > 1:
        word = DRAWN_OUT.sub(r"\1", word)
    return SHORT_FORMS.get(word, word) if last is not None or len(word) > 1 else word


def _parts(match: re.Match[str]) -> list[tuple[int, int]]:
    """“in-stock” and “and/or” are two words each; a code or a date in digits stays whole."""
    if not JOINED.fullmatch(match[0]):
        return [match.span()]
    start = match.start()
    return [(start + one.start(), start + one.end()) for one in re.finditer(r"[^-/]+", match[0])]
