from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.livedata.domain.cell import Absence, Percentage, Refused, parse

NUMBERS = [
    (189.23, "189.23"),
    (12.0, "12"),
    (7, "7"),
    (0.0001, "0.0001"),
    (208.15300000000002, "208.153"),  # 15 digits, as Excel shows it
    (1e-7, "1E-7"),
    (54_000_000.0, "54000000"),
    (0, "0"),
    (-1.25, "-1.25"),
    (0.123, "0.123"),
    ("189.23", "189.23"),
    (" 189.23 ", "189.23"),
    ("\u00a012.30\u00a0", "12.30"),
    ("1,234.50", "1234.50"),
    ("1,234,567", "1234567"),
    ("$12.30", "12.30"),
    ("$1,234.50", "1234.50"),
    ("-$1.20", "-1.20"),
    ("+1.20", "1.20"),
    ("(1.20)", "-1.20"),
    ("($1,200)", "-1200"),
    (".5", "0.5"),
    ("5.", "5"),
    (Decimal("1.10"), "1.10"),
]
THIRTY_SECONDS = [
    ("111'16", "111.5"),
    ("111-16", "111.5"),
    ("111’16", "111.5"),
    ("111'00", "111"),
    ("111'31", "111.96875"),
    ("111'160", "111.5"),
    ("111'161", "111.50390625"),
    ("111'162", "111.5078125"),
    ("111'163", "111.51171875"),
    ("111'165", "111.515625"),
    ("111'166", "111.51953125"),
    ("111'167", "111.5234375"),
    ("111'168", "111.52734375"),
    ("111-16+", "111.515625"),
    ("0'06", "0.1875"),
    ("-0'06", "-0.1875"),
]
ABSENCES = [
    (None, Absence.EMPTY),
    ("", Absence.EMPTY),
    ("   ", Absence.EMPTY),
    ("loading", Absence.LOADING),
    ("Loading", Absence.LOADING),
    ("LOADING...", Absence.LOADING),
    ("#GETTING_DATA", Absence.LOADING),
    (-2146826245, Absence.LOADING),
    ("N/A", Absence.NOT_AVAILABLE),
    ("!N/A", Absence.NOT_AVAILABLE),
    ("#N/A", Absence.NOT_AVAILABLE),
    ("n/a", Absence.NOT_AVAILABLE),
    ("NaN", Absence.NOT_AVAILABLE),
    (float("nan"), Absence.NOT_AVAILABLE),
    ("--", Absence.NOT_AVAILABLE),
    ("#VALUE!", Absence.ERROR),
    ("#DIV/0!", Absence.ERROR),
    ("#NAME?", Absence.ERROR),
    ("#REF!", Absence.ERROR),
    ("#NUM!", Absence.ERROR),
    ("#NULL!", Absence.ERROR),
    ("-2146826246", Absence.ERROR),
]
COM_ERRORS = [
    -2146826246, -2146826273, -2146826281, -2146826259, -2146826265, -2146826252, -2146826288,
]  # fmt: skip
REFUSED = [
    True,
    False,
    "twelve",
    "12,5",
    "1.234,50",
    "12,34,567",
    "1e5",
    "1_000",
    "0x10",
    "١٢٣",
    "１２",
    "12.3.4",
    "12 30",
    "12.30 USD",
    "€12.30",
    "1.2M",
    "--12",
    "+-12",
    "111'32",
    "111'164",
    "111'169",
    "111'6",
    "111'16.5",
    "inf",
    "-Infinity",
    float("inf"),
    float("-inf"),
    "9" * 60,
    "=A1",
    datetime(2025, 6, 2),  # noqa: DTZ001 - as a workbook reader hands it over
    date(2025, 6, 2),
    time(9, 30),
    timedelta(hours=1),
    b"12",
    [12],
    Decimal("NaN"),
    12j,
]


@pytest.mark.parametrize(("cell", "number"), [*NUMBERS, *THIRTY_SECONDS])
def test_a_number_in_any_form_is_read_exactly(cell: object, number: str) -> None:
    assert parse(cell) == Decimal(number)


def test_zero_has_no_sign() -> None:
    assert str(parse(-0.0)) == str(parse(0.0)) == "0"


@pytest.mark.parametrize(("cell", "fraction"), [("12.3%", "0.123"), ("-0.5 %", "-0.005")])
def test_a_percentage_is_a_fraction_and_not_a_price(cell: str, fraction: str) -> None:
    assert parse(cell) == Percentage(Decimal(fraction))


@pytest.mark.parametrize(("cell", "absence"), ABSENCES)
def test_an_absence_has_a_name(cell: object, absence: Absence) -> None:
    assert parse(cell) is absence


@pytest.mark.parametrize("code", COM_ERRORS)
@pytest.mark.parametrize("form", [int, float, str])
def test_an_excel_error_handed_over_as_a_number_is_never_a_price(
    code: int, form: type[int] | type[float] | type[str]
) -> None:
    assert parse(form(code)) is Absence.ERROR


@pytest.mark.parametrize("cell", REFUSED, ids=repr)
def test_anything_else_is_refused_with_a_reason(cell: object) -> None:
    found = parse(cell)

    assert isinstance(found, Refused)
    assert found.reason


anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.binary(),
    st.decimals(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.text(alphabet="0123456789.,'-+%$()#/ NAnaloading", max_size=12),
)


@given(anything)
def test_no_cell_crashes_the_parser(cell: object) -> None:
    assert isinstance(parse(cell), Decimal | Percentage | Absence | Refused)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_keeps_the_fifteen_digits_that_excel_shows(number: float) -> None:
    found = parse(number)

    if isinstance(found, Decimal):
        assert f"{found:.15g}" == f"{Decimal(number):.15g}" or float(found) == pytest.approx(
            number, rel=1e-14
        )
    else:
        assert found in (Absence.ERROR, Absence.LOADING)


@given(st.decimals(min_value=0, max_value=10**12, places=4))
def test_separators_never_change_a_number(number: Decimal) -> None:
    assert parse(f"{number:,}") == number
    assert parse(f"${number:,}") == number


@given(st.text(alphabet="0123456789.,'-+%$() ", max_size=14))
def test_a_text_becomes_only_a_number_made_of_its_own_digits(text: str) -> None:
    """A decimal text is read digit by digit; only 32nds compute anything."""
    found = parse(text)

    if isinstance(found, Decimal) and "'" not in text and "-" not in text.strip(" ()+-")[1:]:
        digits = "".join(each for each in text if each.isdigit())
        assert "".join(map(str, found.as_tuple().digits)).lstrip("0") == digits.lstrip("0")
