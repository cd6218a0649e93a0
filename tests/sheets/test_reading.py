"""What people type, in six locales: read exactly or refused, and back."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest

from oms.values import MOST_UNITS
from sheets.reading import Grammar, Kind, Unreadable, read, same
from sheets.reading_dates import FIRST, LAST

UK, US, DE, FR, *_ = SIX = [
    Grammar.of(locale, currency)
    for locale, currency in (("en_GB", "GBP"), ("en_US", "USD"), ("de_DE", "EUR"),
                             ("fr_FR", "EUR"), ("es_ES", "EUR"), ("it_IT", "EUR"))
]  # fmt: skip
UNKNOWN = Grammar.of("xx_YY", "EUR")


def why(kind: Kind, cell: Any, grammar: Grammar, *, signed: bool = False) -> str:
    """Why a cell is not taken."""
    with pytest.raises(Unreadable) as refused:
        read(kind, cell, grammar, signed=signed)
    assert refused.value.remedy.endswith(".")
    assert not refused.value.why.endswith(".")
    return refused.value.why


# --- quantities ----------------------------------------------------------------------------------


@pytest.mark.parametrize("grammar", [*SIX, UNKNOWN], ids=lambda one: one.locale)
@pytest.mark.parametrize(
    ("cell", "units"),
    [(12, 12), (12.0, 12), (-0.0, 0), ("12", 12), (" 12 ", 12), ("007", 7), ("+3", 3),
     ("-3", -3), ("−3", -3), ("– 3", -3), ("１２", 12), ("12\u00a0", 12), ("\u200e12", 12),
     ("1 200", 1200), ("1\u202f200", 1200), ("1\u2009200\u2009000", None), (MOST_UNITS, MOST_UNITS),
     ("12 pcs", 12), ("12pcs.", 12), ("1 unit", 1), ("12x", 12), ("12 ×", 12), ("12 ea", 12),
     ("12 Stk", 12), ("12 Stk.", 12), ("12 Stück", 12), ("12 Stu\u0308ck", 12), ("12 pièces", 12),
     ("12 unités", 12), ("12 uds.", 12), ("12 unidades", 12), ("12 pz", 12), ("12 pezzi", 12),
     ("", None), ("  ", None), ("\u00a0", None)],
)  # fmt: skip
def test_a_whole_number_is_read_as_typed_in_every_locale(
    grammar: Grammar, cell: Any, units: int | None
) -> None:
    if cell == "1\u2009200\u2009000":
        assert "more than a million" in why(Kind.QUANTITY, cell, grammar)
        return
    assert read(Kind.QUANTITY, cell, grammar, signed=True) == units


@pytest.mark.parametrize("grammar", [*SIX, UNKNOWN], ids=lambda one: one.locale)
@pytest.mark.parametrize(
    ("cell", "reason"),
    [("about 12", "it is not a number"), ("12 pcs?", "it is not a number"),
     ("12E3", "it is not a number"), ("1e999", "it is not a number"),
     ("Infinity", "it is not a number"), ("nan", "it is not a number"),
     ("x", "it is not a number"), ("--3", "it is not a number"), ("(3)", "it is not a number"),
     ("12 5", "it is not a number"), ("1 2345", "it is not a number"), ("٣", "it is not a number"),
     ("5²", "it is not a number"), ("½", "it is not a number"), ("9" * 400, "it is not a number"),
     ("0x12", "it is not a number"), ("1_000", "it is not a number"),
     ("9" * 40, "it is more than a million"), (10**400, "it is more than a million"),
     (MOST_UNITS + 1, "it is more than a million"), (1e300, "it is more than a million"),
     (1.5, "it is not a whole number"), ("1,5", "it is not a whole number"),
     ("1.5", "it is not a whole number"), ("12.00", "it is not a whole number"),
     (math.inf, "it is not a number"), (math.nan, "it is not a number"),
     (None, "it is not a number"), (True, "it is a tick box, not a number"),
     ("5%", "it is a percentage"), ("5 ％", "it is a percentage"),
     ("£12", "it is an amount of money"), ("=A1", "it is a formula"), ("=", "it is a formula"),
     ("#REF!", "it is an error"), ("#N/A", "it is an error"), ("#¡VALOR!", "it is an error"),
     ("Loading...", "it is an error"), ("-1", "it is below 0"), (-1, "it is below 0")],
)  # fmt: skip
def test_what_is_no_whole_number_is_refused_with_its_reason_in_every_locale(
    grammar: Grammar, cell: Any, reason: str
) -> None:
    assert why(Kind.QUANTITY, cell, grammar) == reason


WHOLE_NUMBERS: dict[str, list[int | str]] = {
    "1,200": [1200, 1200, "two", "two", "two", "two", "two"],
    "1.200": ["two", "two", 1200, "two", 1200, 1200, "two"],
    "1,234,567": ["big", "big", "foreign", "foreign", "foreign", "foreign", "big"],
    "0,123": ["fraction"] * 7,
    "1.234,56": ["fraction"] * 7,
    "12.3.4": ["none"] * 7,
    "1,23,456": ["none"] * 7,
}
SAID = {
    "fraction": "it is not a whole number",
    "two": "it could be 1200 or 1.200",
    "big": "it is more than a million",
    "foreign": "it is written as another country writes numbers",
    "none": "it is not a number",
}


@pytest.mark.parametrize("text", WHOLE_NUMBERS)
def test_signs_in_a_whole_number_mean_what_they_mean_in_the_locale(text: str) -> None:
    for grammar, meant in zip([*SIX, UNKNOWN], WHOLE_NUMBERS[text], strict=True):
        if isinstance(meant, int):
            assert read(Kind.QUANTITY, text, grammar) == meant
        else:
            assert why(Kind.QUANTITY, text, grammar) == SAID[meant]


# --- money ---------------------------------------------------------------------------------------

FOREIGN = "it is written as another country writes numbers"
TWO = "it could be 1234 or 1.234"
POUNDS, DOLLARS, EUROS = (
    f"it has more decimals than the 2 of {name}" for name in ("pounds", "US dollars", "euros")
)
AMOUNTS: dict[str, list[int | str]] = {
    "12": [1200] * 7,
    "12.50": [1250, 1250, FOREIGN, FOREIGN, FOREIGN, FOREIGN, 1250],
    "12,50": [FOREIGN, FOREIGN, 1250, 1250, 1250, 1250, 1250],
    "1,5": [FOREIGN, FOREIGN, 150, 150, 150, 150, 150],
    ".50": [50, 50, FOREIGN, FOREIGN, FOREIGN, FOREIGN, 50],
    "1.234,56": [FOREIGN, FOREIGN, 123456, FOREIGN, 123456, 123456, 123456],
    "1,234.56": [123456, 123456, FOREIGN, FOREIGN, FOREIGN, FOREIGN, 123456],
    "1 234,56": [FOREIGN, FOREIGN, 123456, 123456, 123456, 123456, 123456],
    "1'234.50": [FOREIGN] * 6 + [123450],
    "1,234": [123400, 123400, TWO, TWO, TWO, TWO, TWO],
    "1.234": [TWO, TWO, 123400, TWO, 123400, 123400, TWO],
    "0,123": [FOREIGN, FOREIGN, EUROS, EUROS, EUROS, EUROS, EUROS],
    "1.2345": [POUNDS, DOLLARS, FOREIGN, FOREIGN, FOREIGN, FOREIGN, EUROS],
    "007": [700] * 7,
}


@pytest.mark.parametrize("text", AMOUNTS)
def test_signs_in_an_amount_mean_what_they_mean_in_the_locale(text: str) -> None:
    for grammar, meant in zip([*SIX, UNKNOWN], AMOUNTS[text], strict=True):
        if isinstance(meant, int):
            assert read(Kind.MONEY, text, grammar) == meant, grammar
        else:
            assert why(Kind.MONEY, text, grammar) == meant, grammar


@pytest.mark.parametrize(
    ("cell", "grammar", "minor"),
    [(12, UK, 1200), (12.5, UK, 1250), (0.29, UK, 29), (1.1, UK, 110), (4.35, UK, 435),
     (-0.0, UK, 0), ("", UK, None), (999999.99, UK, 99999999),
     ("£12.50", UK, 1250), ("£ 12.50", UK, 1250), ("-£12.50", UK, -1250), ("£-12.50", UK, -1250),
     ("−12.50", UK, -1250), ("GBP 12.50", UK, 1250), ("12.50gbp", UK, 1250),
     ("12.50 pounds", UK, 1250), ("£1,234.50", UK, 123450), ("£12.50 GBP", UK, 1250),
     ("$12.50", US, 1250), ("US$ 12.50", US, 1250), ("12.50 dollars", US, 1250),
     ("12,50 €", DE, 1250), ("€12,50", DE, 1250), ("1.234,50\u00a0EUR", DE, 123450),
     ("12,50 Euro", DE, 1250), ("1\u202f234,50\u00a0€", FR, 123450), ("12,50 euros", FR, 1250),
     ("12 kr.", Grammar.of("sv_SE", "SEK"), 1200), ("Fr.12", Grammar.of("de_CH", "CHF"), 1200),
     ("CHF 1'234.50", Grammar.of("de_CH", "CHF"), 123450),
     ("12 XAF", Grammar.of("fr_FR", "XAF"), 1200),
     (1250, Grammar.of("en_GB", "JPY"), 1250), (1250.0, Grammar.of("en_GB", "JPY"), 1250),
     ("¥1,250", Grammar.of("en_GB", "JPY"), 1250), (1.234, Grammar.of("en_GB", "KWD"), 1234)],
)  # fmt: skip
def test_an_amount_is_whole_minor_units_to_the_last_digit(
    cell: Any, grammar: Grammar, minor: int | None
) -> None:
    assert read(Kind.MONEY, cell, grammar, signed=True) == minor


@pytest.mark.parametrize(
    ("cell", "grammar", "reason"),
    [("€12.50", UK, "it is in euros, this amount is kept in pounds"),
     ("12.50 USD", UK, "it is in US dollars, this amount is kept in pounds"),
     ("£12,50", DE, "it is in pounds, this amount is kept in euros"),
     ("12.50 chf", UK, "it is in Swiss francs, this amount is kept in pounds"),
     ("£12 EUR", UK, "it is in euros, this amount is kept in pounds"),
     ("C$12", US, "it is in Canadian dollars, this amount is kept in US dollars"),
     ("EUR.50", FR, "it is not an amount"), ("12.50 each", UK, "it is not an amount"),
     ("-£-12", UK, "it is not an amount"), ("50p", UK, "it is not an amount"),
     ("12E3", UK, "it is not an amount"), ("1e999", UK, "it is not an amount"),
     ("Infinity", UK, "it is not an amount"), ("nan", UK, "it is not an amount"),
     ("ask", UK, "it is not an amount"), (math.inf, UK, "it is not an amount"),
     (math.nan, UK, "it is not an amount"), (False, UK, "it is a tick box, not an amount"),
     ("12 %", UK, "it is a percentage"), ("=B2*2", UK, "it is a formula"),
     ("#WERT!", DE, "it is an error"), (-1, UK, "it is below 0"), ("-£1", UK, "it is below 0"),
     (0.1 + 0.2, UK, POUNDS), (12.345, UK, POUNDS), (5e-324, UK, POUNDS),
     ("12.5", Grammar.of("en_GB", "JPY"), "it has decimals, yen none"),
     ("£12.500", UK, "it could be 12500 or 12.500"),
     ("12,500 €", DE, "it could be 12500 or 12.500"),
     (1000000.01, UK, "it is more than £1,000,000.00"),
     (10**400, UK, "it is more than £1,000,000.00")],
)  # fmt: skip
def test_what_is_no_amount_of_the_shop_is_refused_with_its_reason(
    cell: Any, grammar: Grammar, reason: str
) -> None:
    assert why(Kind.MONEY, cell, grammar) == reason


@pytest.mark.parametrize(
    ("grammar", "amount"),
    [(UK, "12.50"), (DE, "12,50"), (FR, "12,50"), (Grammar.of("en_GB", "JPY"), "1250")],
)
def test_the_remedy_shows_an_amount_as_this_spreadsheet_writes_it(
    grammar: Grammar, amount: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        read(Kind.MONEY, "ask", grammar)

    assert refused.value.remedy == f"Type an amount such as {amount}."
    assert read(Kind.MONEY, amount, grammar) == 1250


# --- days ----------------------------------------------------------------------------------------

NOVEMBER = dt.date(2026, 11, 27)


@pytest.mark.parametrize("grammar", [*SIX, UNKNOWN], ids=lambda one: one.locale)
@pytest.mark.parametrize(
    ("cell", "day"),
    [(46353, NOVEMBER), (46353.0, NOVEMBER), (46353.75, NOVEMBER), ("2026-11-27", NOVEMBER),
     ("2026/11/27", NOVEMBER), (" 2026-11-27\u00a0", NOVEMBER), ("27/11/2026", NOVEMBER),
     ("11/27/2026", NOVEMBER), ("27.11.2026", NOVEMBER), ("27. 11. 2026", NOVEMBER),
     ("27-11-2026", NOVEMBER), ("27–11–2026", NOVEMBER), ("27/11/26", NOVEMBER),
     ("27.11.26", NOVEMBER), ("5/5/2026", dt.date(2026, 5, 5)), ("05.05.26", dt.date(2026, 5, 5)),
     ("29/2/2028", dt.date(2028, 2, 29)), ("", None), (36526, FIRST), (73415, LAST)],
)  # fmt: skip
def test_a_day_is_read_where_it_can_be_one_day_only(
    grammar: Grammar, cell: Any, day: dt.date | None
) -> None:
    assert read(Kind.DATE, cell, grammar) == day


@pytest.mark.parametrize(
    ("cell", "reason"),
    [("3/4/2026", "it could be 3 April 2026 or 4 March 2026"),
     ("03.04.26", "it could be 3 April 2026 or 4 March 2026"),
     ("26-11-27", "it could be 26 November 2027 or 27 November 2026"),
     ("29/2/2026", "it is not a day"), ("31/11/2026", "it is not a day"),
     ("27/11-2026", "it is not a day"), ("tomorrow", "it is not a day"),
     ("2026", "it is not a day"),
     ("27/11", "it is not a day"), ("0/0/0000", "it is not a day"),
     (12, "it is not a day between 2000 and 2100"), (-1, "it is not a day between 2000 and 2100"),
     (36525, "it is not a day between 2000 and 2100"), (10**400,
      "it is not a day between 2000 and 2100"), (math.nan, "it is not a day between 2000 and 2100"),
     (math.inf, "it is not a day between 2000 and 2100"),
     ("1987-11-27", "it is not a day between 2000 and 2100"), (True, "it is a tick box, not a day"),
     (None, "it is not a day"), ("=TODAY()", "it is a formula"), ("#REF!", "it is an error")],
)  # fmt: skip
def test_what_is_no_day_or_could_be_two_is_refused_with_its_reason(cell: Any, reason: str) -> None:
    assert why(Kind.DATE, cell, UK) == reason


def test_two_days_are_named_in_the_order_of_the_locale() -> None:
    assert why(Kind.DATE, "3/4/2026", US) == "it could be 4 March 2026 or 3 April 2026"


# --- flags and text ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "flag"),
    [(True, True), (False, False), ("TRUE", True), ("false", False), ("Wahr", True),
     ("FALSCH", False), ("VRAI", True), ("faux", False), ("VERDADERO", True), ("falso", False),
     ("vero", True), ("yes", True), ("No", False), ("ja", True), ("nein", False), ("oui", True),
     ("non", False), ("sí", True), ("si\u0300", True), (" y ", True), ("", None)],
)  # fmt: skip
def test_yes_and_no_are_read_in_six_languages(cell: Any, flag: bool | None) -> None:
    assert all(read(Kind.FLAG, cell, grammar) is flag for grammar in SIX)


@pytest.mark.parametrize("cell", [0, 1, 1.0, "maybe", "=A1", "#N/A", None])
def test_what_is_neither_yes_nor_no_is_refused(cell: Any) -> None:
    assert why(Kind.FLAG, cell, UK)


@pytest.mark.parametrize(
    ("cell", "text"),
    [("007", "007"), ("12E3", "12E3"), ("nan", "nan"), ("1,5", "1,5"), (42, "42"), (12.0, "12"),
     (4006381333931, "4006381333931"), (4006381333931.0, "4006381333931"), (True, "TRUE"),
     (" Blue\u00a0mug ", "Blue mug"), ("cafe\u0301", "café"), ("a  b", "a  b"), ("", ""),
     (" ", ""), (1e-7, "0.0000001")],
)  # fmt: skip
def test_text_is_kept_as_typed_and_a_code_typed_as_a_number_is_its_digits(
    cell: Any, text: str
) -> None:
    assert read(Kind.TEXT, cell, UK) == text


def test_a_fraction_in_a_column_of_text_is_what_the_person_sees() -> None:
    assert [read(Kind.TEXT, 12.5, grammar) for grammar in (UK, DE)] == ["12.5", "12,5"]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [("=A1", "it is a formula"), ("#REF!", "it is an error"), (math.nan, "it is not text"),
     (1234567890123456, "it is a number whose last digits are lost"),
     (1e300, "it is a number whose last digits are lost"), (None, "it is not text")],
)  # fmt: skip
def test_text_that_a_spreadsheet_has_spoilt_is_refused(cell: Any, reason: str) -> None:
    assert why(Kind.TEXT, cell, UK) == reason


# --- grammars ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("named", "locale", "known"),
    [("de_DE", "de_DE", True), ("de-DE", "de_DE", True), ("de", "de_DE", True),
     ("en", "en_US", True), ("de_CH", "de_CH", False), ("es_MX", "es_MX", False),
     ("", "", False)],
)  # fmt: skip
def test_a_locale_is_known_by_its_name_and_a_region_is_never_guessed(
    named: str, locale: str, known: bool
) -> None:
    grammar = Grammar.of(named, "EUR")

    assert (grammar.locale, grammar.is_known) == (locale, known)


@pytest.mark.parametrize("kind", Kind)
def test_a_number_too_long_to_print_is_refused_like_any_other(kind: Kind) -> None:
    assert why(kind, 10**5000, UK)
    assert not same(kind, 10**5000, 1)


# --- the same value, however typed ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [(Kind.QUANTITY, 12, 12.0), (Kind.QUANTITY, "12", 12), (Kind.QUANTITY, "12.50", 12.5),
     (Kind.QUANTITY, "12 pcs", 12), (Kind.QUANTITY, "", " "), (Kind.MONEY, "12.50", 12.5),
     (Kind.MONEY, "12,50", 12.5), (Kind.MONEY, 12, "12.00"), (Kind.MONEY, 10**20, 1e20),
     (Kind.FLAG, True, "TRUE"), (Kind.FLAG, False, "nein"), (Kind.FLAG, "", " "),
     (Kind.DATE, 46353, "2026-11-27"), (Kind.DATE, 46353, 46353.0),
     (Kind.DATE, 46353, "27/11/2026"), (Kind.TEXT, "cafe\u0301", "café"),
     (Kind.TEXT, "Blue\u00a0mug", "Blue mug"), (Kind.TEXT, " a ", "a"), (Kind.TEXT, 42, "42"),
     (Kind.TEXT, True, "TRUE"), (Kind.TEXT, "=A1", "=A1"), (Kind.MONEY, "ask ", "ask"),
     (Kind.QUANTITY, "#REF!", "#REF!")],
)  # fmt: skip
def test_two_cells_that_say_the_same_are_the_same(kind: Kind, one: Any, other: Any) -> None:
    assert same(kind, one, other)
    assert same(kind, other, one)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [(Kind.QUANTITY, 1, True), (Kind.QUANTITY, 0, False), (Kind.QUANTITY, 0, ""),
     (Kind.QUANTITY, 12, 13), (Kind.QUANTITY, "1,234", 1234), (Kind.MONEY, "1.234", 1.234),
     (Kind.MONEY, "£12", 12), (Kind.FLAG, True, 1), (Kind.FLAG, False, ""),
     (Kind.DATE, "3/4/2026", 46115), (Kind.TEXT, "007", 7), (Kind.TEXT, "mug", "Mug"),
     (Kind.TEXT, "TRUE", 1), (Kind.QUANTITY, "=A1", 0)],
)  # fmt: skip
def test_two_cells_that_differ_or_might_are_not_the_same(kind: Kind, one: Any, other: Any) -> None:
    assert not same(kind, one, other)
    assert not same(kind, other, one)


@pytest.mark.parametrize(
    ("grammar", "one", "other"), [(UK, "£1,234", 1234), (DE, "1.234 €", 1234), (DE, "12,5", 12.5)]
)
def test_with_its_grammar_a_spreadsheet_s_own_writing_is_the_same(
    grammar: Grammar, one: Any, other: Any
) -> None:
    assert same(Kind.MONEY, one, other, grammar)
