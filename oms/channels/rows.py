"""The rows of a table in a file: unpacked, decoded, split, one at a time.

Takes .csv and .tsv, gzipped or not; UTF-8 with or without a mark, or Windows-1252; comma,
semicolon or tab. Nothing is held in memory but the row at hand.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from oms.errors import ShopError

LARGEST_CELL = 1_000_000
BLOCK = 1 << 20
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
SEPARATORS = ",;\t"


class UnreadableFile(ShopError):
    """A file cannot be opened, or is not a table of text."""

    code = "unreadable_file"

    def __init__(self, file: str, why: str, *, remedy: str) -> None:
        self.file = file
        super().__init__(f"{file} cannot be read: {why}.", remedy=remedy)


@dataclass(frozen=True)
class Table:
    """A table in a file: where it is, how it is written, its heading."""

    path: Path
    encoding: str
    separator: str
    heading: list[str]
    bytes_unpacked: int

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Line of the file on which each row ends, and its cells; blank lines left out."""
        with _open(self.path) as raw, io.TextIOWrapper(raw, self.encoding, newline="") as text:
            reader = csv.reader(text, delimiter=self.separator)
            try:
                started = False
                for cells in reader:
                    if started and cells:
                        yield reader.line_num, cells
                    started = started or bool(cells)
            except csv.Error as fault:
                raise UnreadableFile(
                    str(self.path),
                    f"line {reader.line_num}: {fault}",
                    remedy="Open it in a spreadsheet and save it as CSV (UTF-8) again.",
                ) from fault


def table(path: Path) -> Table:
    """Look at a file once from end to end: its encoding, its separator and its heading.

    Raises:
        UnreadableFile: missing, not allowed, empty, UTF-16, damaged, or not text.
    """
    csv.field_size_limit(LARGEST_CELL)
    try:
        encoding, size = _encoding(path)
    except (OSError, EOFError) as fault:
        why = getattr(fault, "strerror", None) or str(fault)
        raise UnreadableFile(
            str(path), why.lower(), remedy="Check the path, and that you may read the file."
        ) from fault
    with _open(path) as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
        first = next((line for line in text if line.strip()), "")
    if not first:
        raise UnreadableFile(str(path), "it is empty", remedy="Export it again.")
    separator = max(SEPARATORS, key=first.count)
    heading = next(csv.reader([first], delimiter=separator))
    return Table(path, encoding, separator, heading, size)


def _encoding(path: Path) -> tuple[str, int]:
    size = 0
    with _open(path) as raw:
        start = raw.read(4)
    if start.startswith(UTF_16):
        raise UnreadableFile(
            str(path), "it is written in UTF-16", remedy="Save it as CSV (UTF-8) and try again."
        )
    encoding = "utf-8-sig"
    with _open(path) as raw:
        left = b""
        while block := raw.read(BLOCK):
            size += len(block)
            if b"\0" in block:
                raise UnreadableFile(
                    str(path), "it is not a text file", remedy="Save the table as CSV (UTF-8)."
                )
            if encoding == "utf-8-sig":
                left = _undecoded(left + block)
                encoding = "cp1252" if len(left) > 3 else encoding
    if left:
        encoding = "cp1252"
    return encoding, size


def _undecoded(block: bytes) -> bytes:
    """What is left after decoding as UTF-8: a cut character of at most 3 bytes, or more."""
    try:
        block.decode("utf-8")
    except UnicodeDecodeError as fault:
        return block[fault.start :] if fault.end >= len(block) else block
    return b""


def _open(path: Path) -> io.BufferedReader:
    if path.suffix == ".gz":
        return io.BufferedReader(gzip.GzipFile(path, "rb"))
    return path.open("rb")
