"""CME futures, indexes and currency pairs that Thor knows out of the box."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple


class Contract(NamedTuple):
    """A futures contract. `multiplier` turns one point of price, as it is quoted, into dollars:
    corn is quoted in cents a bushel, and a cent on its 5,000 bushels is 50 dollars."""

    name: str
    exchange: str
    tick_size: Decimal
    multiplier: Decimal


def _future(name: str, exchange: str, tick: str, multiplier: str) -> Contract:
    return Contract(name, exchange, Decimal(tick), Decimal(multiplier))


# The ticks are those of outright trades, and the smallest where nearby months have their own.
FUTURES: Mapping[str, Contract] = {
    "/ES": _future("E-mini S&P 500", "XCME", "0.25", "50"),
    "/MES": _future("Micro E-mini S&P 500", "XCME", "0.25", "5"),
    "/NQ": _future("E-mini Nasdaq-100", "XCME", "0.25", "20"),
    "/MNQ": _future("Micro E-mini Nasdaq-100", "XCME", "0.25", "2"),
    "/RTY": _future("E-mini Russell 2000", "XCME", "0.1", "50"),
    "/M2K": _future("Micro E-mini Russell 2000", "XCME", "0.1", "5"),
    "/EMD": _future("E-mini S&P MidCap 400", "XCME", "0.1", "100"),
    "/YM": _future("E-mini Dow", "XCBT", "1", "5"),
    "/MYM": _future("Micro E-mini Dow", "XCBT", "1", "0.5"),
    "/NKD": _future("Nikkei/USD", "XCME", "5", "5"),
    "/ZB": _future("30-Year U.S. Treasury Bond", "XCBT", "0.03125", "1000"),
    "/UB": _future("Ultra U.S. Treasury Bond", "XCBT", "0.03125", "1000"),
    "/ZN": _future("10-Year U.S. Treasury Note", "XCBT", "0.015625", "1000"),
    "/TN": _future("Ultra 10-Year U.S. Treasury Note", "XCBT", "0.015625", "1000"),
    "/ZF": _future("5-Year U.S. Treasury Note", "XCBT", "0.0078125", "1000"),
    "/ZT": _future("2-Year U.S. Treasury Note", "XCBT", "0.00390625", "2000"),
    "/ZQ": _future("30-Day Federal Funds", "XCBT", "0.0025", "4167"),
    "/SR3": _future("Three-Month SOFR", "XCME", "0.0025", "2500"),
    "/CL": _future("Crude Oil", "XNYM", "0.01", "1000"),
    "/MCL": _future("Micro WTI Crude Oil", "XNYM", "0.01", "100"),
    "/QM": _future("E-mini Crude Oil", "XNYM", "0.025", "500"),
    "/BZ": _future("Brent Last Day Financial", "XNYM", "0.01", "1000"),
    "/RB": _future("RBOB Gasoline", "XNYM", "0.0001", "42000"),
    "/HO": _future("NY Harbor ULSD", "XNYM", "0.0001", "42000"),
    "/NG": _future("Natural Gas", "XNYM", "0.001", "10000"),
    "/QG": _future("E-mini Natural Gas", "XNYM", "0.005", "2500"),
    "/GC": _future("Gold", "XCEC", "0.1", "100"),
    "/MGC": _future("Micro Gold", "XCEC", "0.1", "10"),
    "/SI": _future("Silver", "XCEC", "0.005", "5000"),
    "/SIL": _future("Micro Silver", "XCEC", "0.005", "1000"),
    "/HG": _future("Copper", "XCEC", "0.0005", "25000"),
    "/MHG": _future("Micro Copper", "XCEC", "0.0005", "2500"),
    "/PL": _future("Platinum", "XNYM", "0.1", "50"),
    "/PA": _future("Palladium", "XNYM", "0.5", "100"),
    "/6A": _future("Australian Dollar", "XCME", "0.00005", "100000"),
    "/6B": _future("British Pound", "XCME", "0.0001", "62500"),
    "/6C": _future("Canadian Dollar", "XCME", "0.00005", "100000"),
    "/6E": _future("Euro FX", "XCME", "0.00005", "125000"),
    "/6J": _future("Japanese Yen", "XCME", "0.0000005", "12500000"),
    "/6M": _future("Mexican Peso", "XCME", "0.00001", "500000"),
    "/6N": _future("New Zealand Dollar", "XCME", "0.00005", "100000"),
    "/6S": _future("Swiss Franc", "XCME", "0.00005", "125000"),
    "/M6A": _future("Micro AUD/USD", "XCME", "0.0001", "10000"),
    "/M6B": _future("Micro GBP/USD", "XCME", "0.0001", "6250"),
    "/M6E": _future("Micro EUR/USD", "XCME", "0.0001", "12500"),
    "/ZC": _future("Corn", "XCBT", "0.25", "50"),
    "/ZS": _future("Soybeans", "XCBT", "0.25", "50"),
    "/ZW": _future("Chicago SRW Wheat", "XCBT", "0.25", "50"),
    "/KE": _future("KC HRW Wheat", "XCBT", "0.25", "50"),
    "/ZO": _future("Oats", "XCBT", "0.25", "50"),
    "/ZM": _future("Soybean Meal", "XCBT", "0.1", "100"),
    "/ZL": _future("Soybean Oil", "XCBT", "0.01", "600"),
    "/ZR": _future("Rough Rice", "XCBT", "0.005", "2000"),
    "/LE": _future("Live Cattle", "XCME", "0.025", "400"),
    "/GF": _future("Feeder Cattle", "XCME", "0.025", "500"),
    "/HE": _future("Lean Hogs", "XCME", "0.025", "400"),
    "/BTC": _future("Bitcoin", "XCME", "5", "5"),
    "/MBT": _future("Micro Bitcoin", "XCME", "5", "0.1"),
    "/ETH": _future("Ether", "XCME", "0.5", "50"),
    "/MET": _future("Micro Ether", "XCME", "0.5", "0.1"),
}

INDEXES: Mapping[str, str] = {
    "$COMPX": "Nasdaq Composite Index",
    "$DJI": "Dow Jones Industrial Average",
    "$DJT": "Dow Jones Transportation Average",
    "$NDX": "Nasdaq-100 Index",
    "$RUT": "Russell 2000 Index",
    "$SPX": "S&P 500 Index",
    "$VIX": "Cboe Volatility Index",
}

PAIRS: Mapping[str, str] = {
    "AUD/USD": "Australian Dollar / U.S. Dollar",
    "EUR/GBP": "Euro / British Pound",
    "EUR/JPY": "Euro / Japanese Yen",
    "EUR/USD": "Euro / U.S. Dollar",
    "GBP/USD": "British Pound / U.S. Dollar",
    "NZD/USD": "New Zealand Dollar / U.S. Dollar",
    "USD/CAD": "U.S. Dollar / Canadian Dollar",
    "USD/CHF": "U.S. Dollar / Swiss Franc",
    "USD/JPY": "U.S. Dollar / Japanese Yen",
}
