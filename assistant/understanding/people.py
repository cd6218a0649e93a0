"""Places, channels, carriers, suppliers and customers: which of them some words name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from assistant.understanding import scanning
from assistant.understanding.english import FUNCTION, PLAIN, is_ordinary, is_plain, unaccented
from assistant.understanding.names import Named
from assistant.understanding.tokens import Token
from assistant.understanding.word_lists import listed, short_forms

LONGEST, SHORTEST_REPAIRED = 5, 5
FIRST_NAMES_TOO = listed("""
will may mark grace rose bill penny jack art joy hope faith pat sue june april drew rob nick frank
max ray guy dean chase page dot don val bea ned kit pip gene hank
""")
OWNED = listed("""
order orders return returns parcel parcels refund package delivery address email number phone stuff
things box exchange
""")
"""What stands behind whose it is."""
LEGAL = listed("ltd limited plc inc llc gmbh co company")
"""What no firm is called by alone: “Hobbs Ltd” is no Lumen & Lock Ltd."""
SHORT = short_forms("first_names")
"""First name -> what people who have it are called."""
SHORTEST_OWNER = 4
NO_INITIALS = frozenset("aiux")
"""Letters that are words, or times."""


@dataclass(frozen=True)
class Hit:
    """Tokens that name one or several things of a kind; codes."""

    first: int
    past: int
    codes: tuple[str, ...]
    repaired: bool = False


LEADING = frozenset({"from", "to", "into", "in", "at"})
"""Behind these a place needs no article: “in unit”."""
PERSON_DOES = frozenset(
    {"is", "wants", "has", "'s", "would", "needs", "bought", "ordered", "'d", "sent"}
)


class Gazetteer:
    """Everything that things of one kind are called."""

    def __init__(
        self, things: Sequence[Named], *, people: bool = False, by_word: bool = False
    ) -> None:
        """Index the names.

        Args:
            things: what there is.
            people: a first or last name alone may stand for somebody, when it is written large or
                is no ordinary word.
            by_word: a word that only one of them has stands for it.
        """
        self._people = people
        self._names: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._by_word: dict[str, list[str]] = defaultdict(list)
        self._called: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        """Code -> the whole names of somebody."""
        self._articled = _without_articles(things) if by_word else {}
        """“unit” -> what is called “the unit”."""
        for thing in things:
            for name in dict.fromkeys(thing.names):
                words = _words(name)
                if not words:
                    continue
                if thing.code not in self._names[words]:
                    self._names[words].append(thing.code)
                if people or by_word:
                    self._learn(words, thing.code)
                for begun in _beginnings(words) if by_word else ():
                    if thing.code not in self._names[begun]:
                        self._names[begun].append(thing.code)
        self._long: dict[str, list[str]] = defaultdict(list)
        for word in self._by_word:
            if len(word) >= SHORTEST_REPAIRED:
                self._long[word[0]].append(word)
        self._ones = {words[0] for words in self._names}

    def _learn(self, words: tuple[str, ...], code: str) -> None:
        if self._people and (len(words) < 2 or "@" in "".join(words)):
            return
        for word in words:
            if (
                len(word) > 1
                and word != "'s"
                and word not in LEGAL
                and code not in self._by_word[word]
            ):
                self._by_word[word].append(code)
        if self._people:
            for word in SHORT.get(words[0], ()):
                if code not in self._by_word[word]:
                    self._by_word[word].append(code)
            self._called[code].append(words)

    def knows(self, word: str) -> bool:
        """Whether a name begins with a word, or a word may stand for one, one letter aside."""
        near = any(_is_near(known, word) for known in self._long.get(word[0], ()))
        return near or word in self._ones or word in self._by_word

    def names_exactly(self, words: Sequence[str]) -> bool:
        """Whether something is called just so."""
        return tuple(words) in self._names

    def hits(self, tokens: Sequence[Token], taken: Sequence[bool]) -> list[Hit]:
        """Every naming of one of them, the longest first at each place."""
        return scanning.every(
            len(tokens), lambda at: None if taken[at] else self._at(tokens, taken, at)
        )

    def _at(self, tokens: Sequence[Token], taken: Sequence[bool], at: int) -> Hit | None:
        if tokens[at].word in self._ones:
            for past in range(min(len(tokens), at + LONGEST), at, -1):
                words = tuple(token.word for token in tokens[at:past])
                if (
                    words in self._names
                    and not any(taken[at:past])
                    and self._fits(tokens, at, past)
                ):
                    return Hit(at, past, tuple(self._names[words]))
        return self._by_one_word(tokens, taken, at) or self._without_article(tokens, at)

    def _without_article(self, tokens: Sequence[Token], at: int) -> Hit | None:
        """“from unit to york”, “8 kits unit to york”, of what is called “the unit”."""
        code = self._articled.get(tokens[at].word)
        if code is None:
            return None
        said = [*(token.word for token in tokens), "", "", ""]
        goal = said[at + 2 + (said[at + 2] == "the")]
        leaves = said[at + 1] == "to" and (goal in self._ones or goal in self._articled)
        return Hit(at, at + 1, (code,)) if leaves or (at and said[at - 1] in LEADING) else None

    def _fits(self, tokens: Sequence[Token], at: int, past: int) -> bool:
        """Whether a name of one ordinary word stands where a name can."""
        word = tokens[at].word
        if word == "till":
            return _is_the_till(tokens, at)
        if past - at > 1 or word not in FUNCTION | FIRST_NAMES_TOO:
            return True
        return tokens[at].raw[0].isupper() and at > 0

    def _by_one_word(self, tokens: Sequence[Token], taken: Sequence[bool], at: int) -> Hit | None:
        word = tokens[at].word
        codes = self._codes_of(tokens, at)
        if not codes:
            return self._repaired(tokens, at)
        if self._people:
            if not self._is_a_name(tokens, at):
                return None
        elif is_plain(word) or len(codes) > 1:
            return None
        hit = Hit(at, self._past(tokens, taken, at, codes), tuple(codes))
        return self._with_the_rest(tokens, taken, hit) if self._people else hit

    def _with_the_rest(self, tokens: Sequence[Token], taken: Sequence[bool], hit: Hit) -> Hit:
        """Somebody by one name, with the short form before it or the initial after it.

        “Bea Nixon” is Beatrice Nixon, “priya v” Priya Varma and no other Priya.
        """
        first, past = hit.first, hit.past
        if first and not taken[first - 1] and past == first + 1:
            own = self._codes(hit, lambda one: _is_short_for(tokens[first - 1].word, one[0]) and
                              tokens[first].word in one[1:])  # fmt: skip
            if own:
                return Hit(first - 1, past, own)
        if past < len(tokens) and not taken[past] and _is_initial(tokens, past):
            own = self._codes(hit, lambda one: tokens[first].word == one[0] and
                              one[-1].startswith(tokens[past].word))  # fmt: skip
            if own:
                return Hit(first, past + 1, own)
        return hit

    def _codes(self, hit: Hit, fits: Callable[[tuple[str, ...]], bool]) -> tuple[str, ...]:
        return tuple(code for code in hit.codes if any(map(fits, self._called[code])))

    def _codes_of(self, tokens: Sequence[Token], at: int) -> Sequence[str]:
        """Who has a word of a name: “lizs order” is Liz's, too."""
        word = tokens[at].word
        known = self._by_word.get(word, ())
        follows = tokens[at + 1].word if at + 1 < len(tokens) else ""
        if known or not self._people or not word.endswith("s"):
            return known
        if follows not in OWNED and (len(word) < SHORTEST_OWNER or is_ordinary(word)):
            return known  # “devs apron” is Dev's, and “marks” are none of Mark's
        return self._by_word.get(word[:-1], ())

    def _past(
        self, tokens: Sequence[Token], taken: Sequence[bool], at: int, codes: Sequence[str]
    ) -> int:
        """The token after further words of the same name: “Nordic Reef” of Nordic Reef Supplies."""
        past = at + 1
        while (
            past < len(tokens) and not taken[past]
            and set(self._codes_of(tokens, past)) & set(codes)
        ):  # fmt: skip
            past += 1
        return past

    def _is_a_name(self, tokens: Sequence[Token], at: int) -> bool:
        word = tokens[at].word
        follows = tokens[at + 1].word if at + 1 < len(tokens) else ""
        if word in FUNCTION or word in FIRST_NAMES_TOO:
            acts = at == 0 and follows in PERSON_DOES and word not in FUNCTION
            owns = follows == "'s" and not _is_of_trade(tokens, at + 2)
            return (
                acts or owns or _is_given_to(tokens, at) or (tokens[at].raw[0].isupper() and at > 0)
            )
        if word in PLAIN:
            return follows == "'s" or (tokens[at].raw[0].isupper() and at > 0)
        return True

    def _repaired(self, tokens: Sequence[Token], at: int) -> Hit | None:
        """A long name with one letter wrong."""
        word = tokens[at].word
        if len(word) < SHORTEST_REPAIRED or not word.isalpha() or is_ordinary(word):
            return None
        near = [known for known in self._long.get(word[0], ()) if _is_near(known, word)]
        if len(near) != 1 or (not self._people and len(self._by_word[near[0]]) > 1):
            return None
        if is_plain(near[0]):
            return None
        return Hit(at, at + 1, tuple(self._by_word[near[0]]), repaired=True)


def says_more(words: Sequence[str], rival: Hit, hit: Hit) -> bool:
    """Whether a name that has a word of another has more words beside the article."""
    said, other = (
        [word for word in words[one.first : one.past] if word != "the"] for one in (rival, hit)
    )
    return rival.first < hit.past and hit.first < rival.past and len(said) > len(other)


def is_owner(words: Sequence[str], past: int) -> bool:
    """Whether what is owned stands behind a word: “Gillian Marsh's order”."""
    return words[past : past + 1] == ("'s",) and not OWNED.isdisjoint(words[past + 1 : past + 2])


def _without_articles(things: Sequence[Named]) -> dict[str, str]:
    """The one word of each name that stands behind an article -> code."""
    named = [(_words(name), thing.code) for thing in things for name in thing.names]
    return {words[1]: code for words, code in named if words[:1] == ("the",) and len(words) == 2}


def _beginnings(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """“leaf & root” and “leaf and root” of Leaf & Root Tea Co."""
    if "&" not in words[1:-1] and "and" not in words[1:-1]:
        return []
    join = next(at for at in range(1, len(words)) if words[at] in {"&", "and"})
    return [(*words[:join], said, *words[join + 1 : past])
            for said in ("&", "and") for past in range(join + 2, len(words) + 1)]  # fmt: skip


def _is_short_for(word: str, name: str) -> bool:
    """“Tom” for Tomasz, “Marge” for Margaret; “J” for anybody whose name begins so."""
    return word.isalpha() and (name.startswith(word) or word in SHORT.get(name, ()))


def _is_initial(tokens: Sequence[Token], at: int) -> bool:
    word = tokens[at].word
    return len(word) == 1 and word.isalpha() and word not in NO_INITIALS


def _is_of_trade(tokens: Sequence[Token], at: int) -> bool:
    """“May's takings” are those of the month."""
    return at >= len(tokens) or tokens[at].word in {"sales", "takings", "figures", "revenue"}


def _is_given_to(tokens: Sequence[Token], at: int) -> bool:
    """“… posted to frank” at the end of what is said."""
    ends = at + 1 == len(tokens) or not tokens[at + 1].is_word
    return at > 1 and ends and tokens[at - 1].word in {"to", "for", "from"} and (
        tokens[at].word not in FUNCTION)  # fmt: skip


def _is_near(known: str, word: str) -> bool:
    return abs(len(known) - len(word)) < 2 and OSA.distance(known, word, score_cutoff=1) == 1


def _is_the_till(tokens: Sequence[Token], at: int) -> bool:
    """Whether “till” is what money goes into, and not “until”."""
    before = tokens[at - 1].word if at else ""
    after = tokens[at + 1].word if at + 1 < len(tokens) else ""
    if len([one for one in tokens if one.is_word]) == 1:
        return True  # nobody asks “until?” by itself
    return before in {"the", "our", "on", "via", "through"} or after in {
        "takings", "sales", "orders", "revenue", "transactions", "sale", "order",
        "only"}  # fmt: skip


def _words(name: str) -> tuple[str, ...]:
    said = unaccented(name.lower()).replace("_", " ").replace("-", " ").replace("’", "'")
    return tuple(re.sub(r"'s\b", " 's", said).split())
