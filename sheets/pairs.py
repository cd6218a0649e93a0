"""Which line of an earlier state is which of a later one, found step by step. Pure.

What is certain comes first. What is left goes by likeness; that is a guess, and is marked as one
unless nothing else comes near.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from itertools import combinations, permutations

from sheets.cells import Cell

Line = tuple[Cell, ...]
"""The cells of a row, or of a column with its heading."""
MOST_COPIES = 6
"""More copies of a row than these are taken in their order."""
MOST_PAIRS = 40_000
"""So many pairs of lines are held against one another; of more, only those that are looked for."""
CLEAR = 2
"""By so many cells a line is liker than the next for there to be no doubt."""
Joined = list[tuple[int, int]]


class Pairs:
    """Earlier line -> later line; none is taken twice."""

    def __init__(self, before: Sequence[Line], after: Sequence[Line]) -> None:
        self._before, self._after = before, after
        self.found: dict[int, int] = {}
        self.guessed: set[int] = set()
        """Earlier lines of which it is not certain."""
        self._taken: set[int] = set()
        self._behind = _filled(after, 0)
        """The first later line behind which all are empty, itself included."""

    def unpaired(self) -> list[int]:
        """The earlier lines of which is not known where they went."""
        return [one for one in range(len(self._before)) if one not in self.found]

    def join(self, before: Sequence[Hashable], after: Sequence[Hashable]) -> None:
        """Join the lines that alone have one mark on either side; "" and () mark nothing."""
        ours, theirs = _alone(before, self.unpaired()), _alone(after, self._free())
        for mark in ours.keys() & theirs.keys():
            self._put(ours[mark], theirs[mark])

    def join_between(self, may: Callable[[int, int], bool] = lambda _one, _other: True) -> None:
        """Join lines one by one where as many stand between the same two neighbours.

        Args:
            may: whether an earlier line may be this later one.
        """
        for first, last in _runs(self.unpaired()):
            start = self.found.get(first - 1, -1 if first == 0 else None)
            is_end = last + 1 == len(self._before)
            end = self.found.get(last + 1, len(self._after) if is_end else None)
            if start is None or end is None or end - start != last - first + 2:
                continue
            if is_end and _filled(self._before, first) != _filled(self._after, start + 1):
                continue  # behind the last there are always as many as one likes
            here = list(zip(range(first, last + 1), range(start + 1, end), strict=True))
            is_free = self._taken.isdisjoint(range(start + 1, end))
            if not is_free or not all(may(*pair) for pair in here):
                continue
            if self._is_in_order(here) and self._is_at_home(here):
                for one, other in here:
                    is_sure = not self._is_other(one, other) and other < self._behind
                    self._put(one, other, is_sure=is_sure)

    def join_copies(self, were: Sequence[int], are: Sequence[int]) -> None:
        """Join the lines that have one key, of which people made copies.

        The fewest changes explain it best: a line that was typed in, or a copy made of the line
        above. A copy is made below, and may then be moved or typed into.
        """
        ours = [one for one in were if one not in self.found]
        theirs = [other for other in are if other not in self._taken]
        if max(len(ours), len(theirs)) > MOST_COPIES:
            joined = list(zip(ours, theirs, strict=False))
        else:
            joined = min(_ways(ours, theirs), key=self._changes_of(theirs), default=[])
        for one, other in joined:
            is_same = len(ours) == len(theirs) and self._before[one] == self._after[other]
            self._put(one, other, is_sure=is_same)

    def join_likest(self, wanted: Collection[int]) -> None:
        """Join lines with those that share most with them, the likest first."""
        left = [one for one in self.unpaired() if not is_empty(self._before[one])]
        free = [other for other in self._free() if not is_empty(self._after[other])]
        if len(left) * len(free) > MOST_PAIRS:
            left = [one for one in left if one in wanted]
        likeness = {
            (one, other): shared
            for one in left
            for other in free
            if (shared := _shared(self._before[one], self._after[other]))
        }
        expected = {one: self._expected(one) for one in left}

        def nearest(pair: tuple[int, int]) -> tuple[int, int]:
            return -likeness[pair], abs(pair[1] - expected[pair[0]])

        told = {self._before[one] for one in self.found}
        for one, other in sorted(likeness, key=nearest):
            # what is all that another row held is a copy of that
            is_copy = self._after[other] in told and self._after[other] != self._before[one]
            if one not in self.found and other not in self._taken and not is_copy:
                told.add(self._before[one])
                self._put(one, other, is_sure=self._is_clear(one, other, likeness))

    def join_empty(self, wanted: Collection[int]) -> None:
        """Join empty lines, and those of which nothing is left.

        Such a line stays between its neighbours, or is sorted behind all others, where the next
        new line is typed. Which one it is can be told only where no other empty one came to them.
        """
        empty = [other for other in self._free() if is_empty(self._after[other])]
        free, later = set(empty), deque(other for other in empty if other >= self._behind)
        for one in self.unpaired():
            if one not in wanted or not is_empty(self._before[one]):
                continue
            while later and later[0] not in free:
                later.popleft()
            expected = self._expected(one)
            if expected in free or later:
                is_there = expected in free
                other = expected if is_there else later[0]
                free.remove(other)
                is_sure = is_there and other < self._behind and self._is_as_wide(one, other)
                self._put(one, other, is_sure=is_sure)

    def _is_as_wide(self, one: int, other: int) -> bool:
        """Whether two empty lines stand among as many empty ones."""
        return _gap(self._before, one) == _gap(self._after, other)

    def copies(self, wanted: Collection[int]) -> dict[int, list[int]]:
        """Earlier line -> later lines that are its like and are nothing else's."""
        new: dict[Line, list[int]] = {}
        for other in self._free():
            new.setdefault(self._after[other], []).append(other)
        lines = {one: self._before[one] for one in sorted(set(wanted) & self.found.keys())}
        return {one: new[line] for one, line in lines.items()
                if line in new and not is_empty(line)}  # fmt: skip

    def _free(self) -> list[int]:
        return [one for one in range(len(self._after)) if one not in self._taken]

    def _put(self, one: int, other: int, *, is_sure: bool = True) -> None:
        self.found[one] = other
        self._taken.add(other)
        if not is_sure:
            self.guessed.add(one)

    def _is_other(self, one: int, other: int) -> bool:
        """Whether two lines that should be one share nothing at all."""
        before, after = self._before[one], self._after[other]
        return is_empty(before) != is_empty(after) and not _shared(before, after)

    def _is_in_order(self, here: Joined) -> bool:
        """Whether no two of these lines are liker to each other's place, as after a sort."""
        if len(here) ** 2 > MOST_PAIRS:
            return True
        lines = [(self._before[one], self._after[other]) for one, other in here]
        return all(
            _shared(one, there) + _shared(other, here) <= _shared(one, here) + _shared(other, there)
            for (one, here), (other, there) in combinations(lines, 2)
        )

    def _is_at_home(self, here: Joined) -> bool:
        """Whether none of these lines is, for the most part, one that stands elsewhere."""
        left, free = self.unpaired(), self._free()
        if len(here) * (len(left) + len(free)) > MOST_PAIRS:
            return True
        return not any(
            _is_liker(self._before[one], self._after[other], (self._after[at] for at in free))
            or _is_liker(self._after[other], self._before[one], (self._before[at] for at in left))
            for one, other in here
        )

    def _is_clear(self, one: int, other: int, likeness: dict[tuple[int, int], int]) -> bool:
        """Whether a line is much liker to this one than to any other, and the other way round."""
        best = likeness[one, other]
        rivals = [
            shared
            for pair, shared in likeness.items()
            if pair != (one, other) and (pair[0] == one or pair[1] == other)
        ]
        filled = sum(cell != "" for cell in self._before[one])
        return 2 * best >= filled and best >= max(rivals, default=0) + CLEAR

    def _expected(self, one: int) -> int:
        """Where a line would be that stayed with the one before it."""
        for earlier in range(one - 1, -1, -1):
            if earlier in self.found:
                return self.found[earlier] + one - earlier
        return one

    def _changes_of(self, theirs: Sequence[int]) -> Callable[[Joined], tuple[int, int]]:
        """How much people must have done for a way to be how it went; then how far all moved."""

        def changes(joined: Joined) -> tuple[int, int]:
            source = {other: one for one, other in joined}
            done, above = 0, None
            for other in theirs:
                one = source.get(other)
                if one is not None:
                    above = self._before[one]
                    done += sum(a != b for a, b in zip(above, self._after[other], strict=True))
                else:
                    done += 1 if self._after[other] == above else 2
            places = [other for _, other in joined]
            done += sum(a > b for a, b in combinations(places, 2))
            return done, sum(abs(other - self._expected(one)) for one, other in joined)

        return changes


def is_empty(line: Line) -> bool:
    """Whether nothing stands in a line."""
    return all(cell == "" for cell in line)


def _filled(lines: Sequence[Line], first: int) -> int:
    """How many lines there are from one on until only empty ones follow."""
    filled = [at for at in range(first, len(lines)) if not is_empty(lines[at])]
    return max(filled, default=first - 1) - first + 1


def _ways(ours: Sequence[int], theirs: Sequence[int]) -> Iterator[Joined]:
    """Every way in which the one may have become the other; as many as can be are joined."""
    if len(ours) <= len(theirs):
        for chosen in permutations(theirs, len(ours)):
            yield list(zip(ours, chosen, strict=True))
    else:
        for kept in permutations(ours, len(theirs)):
            yield sorted(zip(kept, theirs, strict=True))


def _alone(marks: Sequence[Hashable], among: Sequence[int]) -> dict[Hashable, int]:
    """Mark -> its line, of marks that only one of these lines has."""
    found: dict[Hashable, list[int]] = {}
    for one in among:
        if marks[one] not in {"", ()}:
            found.setdefault(marks[one], []).append(one)
    return {mark: lines[0] for mark, lines in found.items() if len(lines) == 1}


def _runs(lines: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of lines that stand beside one another."""
    first = None
    for number, one in enumerate(lines):
        first = one if first is None else first
        if number + 1 == len(lines) or lines[number + 1] != one + 1:
            yield first, one
            first = None


def _is_liker(one: Line, than: Line, others: Iterable[Line]) -> bool:
    """Whether a line shares most of what it holds with one of the others, and less with this."""
    filled, least = sum(cell != "" for cell in one), _shared(one, than)
    return any(2 * shared >= filled and shared > least
               for shared in (_shared(one, other) for other in others))  # fmt: skip


def _shared(one: Line, other: Line) -> int:
    return sum(a == b and a != "" for a, b in zip(one, other, strict=True))


def _gap(lines: Sequence[Line], at: int) -> int:
    """How many empty lines there are from one on, up and down, it included."""
    above = next((at - one - 1 for one in range(at - 1, -1, -1) if not is_empty(lines[one])), at)
    below = next((one - at for one in range(at, len(lines)) if not is_empty(lines[one])), 0)
    return above + below
