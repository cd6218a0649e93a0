"""Words on paper: which font shows which letter, so that no name stops a slip.

DejaVu Sans, which is shipped, shows £ and Latin, Greek, Cyrillic and Hebrew letters. Chinese,
Japanese and Korean ones are left to the fonts that PDF viewers have for them. What nobody can show
becomes a box. Right-to-left words are turned round; Arabic letters stay unjoined.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

PLAIN, BOLD = "DejaVuSans", "VeraBd"
OURS = Path(__file__).parent / "fonts" / "DejaVuSans.ttf"
THEIRS = Path(reportlab.__file__).parent / "fonts" / "VeraBd.ttf"
CHINESE, JAPANESE, KOREAN = "STSong-Light", "HeiseiKakuGo-W5", "HYGothic-Medium"
ABROAD = (
    (JAPANESE, re.compile("[\u3040-\u30ff\uff66-\uff9d]")),
    (KOREAN, re.compile("[\u1100-\u11ff\uac00-\ud7a3]")),
    (CHINESE, re.compile("[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")),
)
BOX, TOGETHER = "\u25a1", "\u00a0"
LONGEST = 300
BLANKS = re.compile(" +")
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
RIGHT_TO_LEFT = {"R", "AL"}
MIRRORED = str.maketrans("()[]{}<>", ")(][}{><")


@cache
def ready() -> frozenset[int]:
    """Make the fonts known; gives the characters that ours shows."""
    ours = TTFont(PLAIN, OURS)
    pdfmetrics.registerFont(ours)
    pdfmetrics.registerFont(TTFont(BOLD, THEIRS))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
    for name in (CHINESE, JAPANESE, KOREAN):
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    return frozenset(ours.face.charToGlyph)


def marked(text: object, *, bold: bool = False, longest: int = LONGEST) -> str:
    """Text as markup of a paragraph: safe, and each letter in a font that shows it.

    Args:
        text: as somebody wrote it; line ends become blanks.
        bold: for words of our own; a letter that the bold font lacks is shown plainly.
        longest: characters that are shown; a row is never higher than a page.
    """
    words = BLANKS.sub(" ", _seen(str(text))).strip()
    words = _turned(words if len(words) <= longest else words[: longest - 1] + "\u2026")
    return "".join(
        f'<font face="{face}">{escape("".join(letters))}</font>'
        for face, letters in groupby(map(_shown, words), key=lambda one: _face(one, bold=bold))
    )


def _seen(text: str) -> str:
    """Without what has no shape; a line end is a blank."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        " " if one.isspace() and one != TOGETHER else one
        for one in composed
        if one.isspace() or unicodedata.category(one) not in UNSEEN
    )


def _shown(letter: str) -> str:
    known = ord(letter) in ready() or any(shape.match(letter) for _, shape in ABROAD)
    return letter if known else BOX


def _face(letter: str, *, bold: bool) -> str:
    if bold and letter.isascii():
        return BOLD
    if ord(letter) in ready():
        return PLAIN
    return next((face for face, shape in ABROAD if shape.match(letter)), PLAIN)


def _turned(text: str) -> str:
    """Right-to-left words in the order in which they are drawn, from the left."""
    kinds = [unicodedata.bidirectional(letter) for letter in text]
    if not RIGHT_TO_LEFT & set(kinds):
        return text
    drawn, start = [], 0
    while start < len(text):
        if kinds[start] not in RIGHT_TO_LEFT:
            drawn.append(text[start])
            start += 1
            continue
        end = _end_of_run(kinds, start)
        drawn.append(text[start:end][::-1].translate(MIRRORED))
        start = end
    return "".join(drawn)


def _end_of_run(kinds: list[str], start: int) -> int:
    """Where right-to-left writing ends that began at `start`; blanks inside belong to it."""
    end = start
    for place in range(start, len(kinds)):
        if kinds[place] in RIGHT_TO_LEFT:
            end = place + 1
        elif kinds[place] not in {"WS", "NSM", "CS", "ON", "ES"}:
            break
    return end
