"""The rows of a table in a file: unpacked, decoded, split, one at a time.

Takes .csv and .tsv, gzipped or not; UTF-8 with or without a mark, or Windows-1252; comma,
semicolon or tab. Nothing is held in memory but the row at hand.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from oms.errors import ShopError

LARGEST_CELL = 1_000_000
BLOCK = 1 << 20
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
GZIP = b"\x1f\x8b"
NOT_WINDOWS = b"\x81\x8d\x8f\x90\x9d"
"""Bytes that Windows-1252 does not use."""
SEPARATORS = ",;\t"
TORN = "a quote is opened and not closed"

Row = tuple[int, list[str], str]
"""Line of the file on which the row begins, its cells, and what is wrong with it (or nothing)."""


class UnreadableFile(ShopError):
    """A file cannot be opened, or is not a table of text."""

    code = "unreadable_file"

    def __init__(self, file: str, why: str, *, remedy: str) -> None:
        self.file = file
        super().__init__(f"{file} cannot be read: {why}.", remedy=remedy)


@dataclass(frozen=True)
class Table:
    """A table in a file: where it is, how it is written, its heading, about how long it is."""

    path: Path
    encoding: str
    separator: str
    heading: list[str]
    lines: int

    def rows(self) -> Iterator[Row]:
        """Every row after the heading; blank lines left out.

        A quote that is opened and never closed would swallow what follows, up to the next quote.
        Where a row that runs over several lines does not fit the heading, its first line is given
        with a fault, and the lines after it are read again, each for itself.
        """
        with _text(self.path, self.encoding) as text:
            done = yield from self._quickly(text)
        if done is not None:
            yield from self._carefully(done)

    def _quickly(self, text: Iterator[str]) -> Generator[Row, None, int | None]:
        """The rows up to the first that is torn; gives back how many lines are before that one."""
        reader, done, is_headed = csv.reader(text, delimiter=self.separator), 0, False
        with suppress(csv.Error):
            for cells in reader:
                if is_headed and cells:
                    if reader.line_num > done + 1 and len(cells) != len(self.heading):
                        return done
                    yield done + 1, cells, ""
                is_headed = is_headed or bool(cells)
                done = reader.line_num
            return None
        return done

    def _carefully(self, done: int) -> Iterator[Row]:
        """The rows after so many lines of the file, taking apart those with a torn quote."""
        with _text(self.path, self.encoding) as text:
            lines = _Lines(islice(text, done, None))
            reader = csv.reader(lines, delimiter=self.separator)
            while True:
                at = done + lines.read + 1
                lines.of_row.clear()
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    cells = []
                several = len(lines.of_row) > 1
                if (several or not cells) and len(cells) != len(self.heading):
                    first = lines.give_back()
                    reader = csv.reader(lines, delimiter=self.separator)
                    if first.strip():
                        yield at, first.rstrip("\r\n").split(self.separator), TORN
                elif cells:
                    yield at, cells, ""


class _Lines:
    """The lines of a text; those of the row at hand can be given back, all but the first."""

    def __init__(self, text: Iterator[str]) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self.of_row: list[str] = []
        self.read = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._text)
        self.of_row.append(line)
        self.read += 1
        return line

    def give_back(self) -> str:
        """Have the lines after the first of this row read again; returns the first."""
        first, *rest = self.of_row
        self._again.extendleft(reversed(rest))
        self.read -= len(rest)
        return first


def table(path: Path) -> Table:
    """Look at a file once from end to end: its encoding, its separator and its heading.

    Raises:
        UnreadableFile: missing, not allowed, empty, UTF-16, damaged, or not text.
    """
    csv.field_size_limit(LARGEST_CELL)
    try:
        encoding, lines = _encoding(path)
    except (OSError, EOFError, zlib.error) as fault:
        why = getattr(fault, "strerror", None) or str(fault)
        raise UnreadableFile(
            str(path), why.lower(), remedy="Check the path, and that you may read the file."
        ) from fault
    with _text(path, encoding) as text:
        first = next((line for line in text if line.strip()), "")
    if not first:
        raise UnreadableFile(str(path), "it is empty", remedy="Export it again.")
    separator = max(SEPARATORS, key=first.count)
    heading = next(csv.reader([first], delimiter=separator))
    return Table(path, encoding, separator, heading, lines)


def _encoding(path: Path) -> tuple[str, int]:
    """How the file is encoded, and how many lines it has."""
    lines, encoding, left, strange = 1, "utf-8-sig", b"", False
    with _open(path) as raw:
        if raw.peek(2).startswith(UTF_16):
            raise _not_read(path, "it is written in UTF-16")
        while block := raw.read(BLOCK):
            lines += block.count(b"\n")
            if b"\0" in block:
                raise _not_read(path, "it is not a text file")
            strange = strange or any(byte in block for byte in NOT_WINDOWS)
            if encoding == "utf-8-sig":
                left = _undecoded(left + block)
                encoding = "cp1252" if len(left) > 3 else encoding
    if left:
        encoding = "cp1252"
    if encoding == "cp1252" and strange:
        raise _not_read(path, "it is written neither in UTF-8 nor in Windows-1252")
    return encoding, lines


def _not_read(path: Path, why: str) -> UnreadableFile:
    return UnreadableFile(str(path), why, remedy="Save the table as CSV (UTF-8) and try again.")


def _undecoded(block: bytes) -> bytes:
    """What is left after decoding as UTF-8: a cut character of at most 3 bytes, or more."""
    try:
        block.decode("utf-8")
    except UnicodeDecodeError as fault:
        return block[fault.start :] if fault.end >= len(block) else block
    return b""


def _text(path: Path, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(_open(path), encoding, newline="")


def _open(path: Path) -> io.BufferedReader:
    raw = path.open("rb")
    if raw.peek(2).startswith(GZIP):
        raw.close()
        return io.BufferedReader(gzip.GzipFile(path, "rb"))
    return raw
