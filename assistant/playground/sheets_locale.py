"""How numbers, days and truth are written in the places whose spreadsheets we serve."""

from __future__ import annotations

from dataclasses import dataclass, field

ENGLISH = "January February March April May June July August September October November December"
GERMAN = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
ITALIAN = (
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"
)


@dataclass(frozen=True)
class Locale:
    """The habits of one place."""

    code: str
    decimal: str
    thousands: str
    """As it is printed; `spaces` are read for it too where it is a space."""
    date: str
    """The pattern that a day is shown by."""
    day_first: bool
    currency: str
    """The pattern that money is shown by."""
    true: str
    false: str
    months: tuple[str, ...]
    date_marks: str = "/-"
    """What may stand between day, month and year."""
    functions: dict[str, str] = field(default_factory=dict, compare=False)
    """The place's own names of the functions we know."""

    @property
    def separator(self) -> str:
        """What stands between the arguments of a function."""
        return "," if self.decimal == "." else ";"

    @property
    def groups(self) -> str:
        """Every sign that is read as a mark between thousands."""
        return " \u00a0\u2009\u202f" if self.thousands == "\u202f" else self.thousands


def _euro(code: str, thousands: str, date: str, words: tuple[str, str], months: str) -> Locale:
    own = {"de_DE": {"SUMME": "SUM", "WENN": "IF"}, "fr_FR": {"SOMME": "SUM", "SI": "IF"},
           "es_ES": {"SUMA": "SUM", "SI": "IF"}, "it_IT": {"SOMMA": "SUM", "SE": "IF"}}  # fmt: skip
    return Locale(
        code, ",", thousands, date, True, "#,##0.00 [$€]", *words, tuple(months.split()),
        "/.-" if "." in date else "/-", own[code],
    )  # fmt: skip


_YES = ("TRUE", "FALSE")
_MONTHS = tuple(ENGLISH.split())
LOCALES = {
    one.code: one
    for one in (
        Locale("en_US", ".", ",", "M/d/yyyy", False, "[$$]#,##0.00", *_YES, _MONTHS),
        Locale("en_GB", ".", ",", "dd/MM/yyyy", True, "[$£]#,##0.00", *_YES, _MONTHS),
        _euro("de_DE", ".", "dd.MM.yyyy", ("WAHR", "FALSCH"), GERMAN),
        _euro("fr_FR", "\u202f", "dd/MM/yyyy", ("VRAI", "FAUX"), FRENCH),
        _euro("es_ES", ".", "d/M/yyyy", ("VERDADERO", "FALSO"), SPANISH),
        _euro("it_IT", ".", "dd/MM/yyyy", ("VERO", "FALSO"), ITALIAN),
    )
}
LANGUAGES = {"en": "en_US", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "it": "it_IT"}


def locale_of(code: str) -> Locale:
    """The habits of a locale; of one that is not known here, those of en_US.

    `code` is a language ("de") or a language and a country ("de_DE").
    """
    return LOCALES.get(code) or LOCALES[LANGUAGES.get(code[:2], "en_US")]


def is_locale(code: str) -> bool:
    """Whether a spreadsheet may be set to it here."""
    return code in LOCALES or code in LANGUAGES
