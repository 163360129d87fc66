"""The instruments Thor knows out of the box: common US equities and ETFs, CME futures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

EQUITIES: Mapping[str, str] = {
    "AAPL": "Apple Inc.",
    "ABBV": "AbbVie Inc.",
    "ABT": "Abbott Laboratories",
    "ADBE": "Adobe Inc.",
    "AMD": "Advanced Micro Devices, Inc.",
    "AMZN": "Amazon.com, Inc.",
    "AVGO": "Broadcom Inc.",
    "BA": "The Boeing Company",
    "BAC": "Bank of America Corporation",
    "BRK/B": "Berkshire Hathaway Inc. Class B",
    "C": "Citigroup Inc.",
    "CAT": "Caterpillar Inc.",
    "COIN": "Coinbase Global, Inc.",
    "COST": "Costco Wholesale Corporation",
    "CRM": "Salesforce, Inc.",
    "CSCO": "Cisco Systems, Inc.",
    "CVX": "Chevron Corporation",
    "DIS": "The Walt Disney Company",
    "F": "Ford Motor Company",
    "GE": "GE Aerospace",
    "GM": "General Motors Company",
    "GOOG": "Alphabet Inc. Class C",
    "GOOGL": "Alphabet Inc. Class A",
    "GS": "The Goldman Sachs Group, Inc.",
    "HD": "The Home Depot, Inc.",
    "IBM": "International Business Machines Corporation",
    "INTC": "Intel Corporation",
    "JNJ": "Johnson & Johnson",
    "JPM": "JPMorgan Chase & Co.",
    "KO": "The Coca-Cola Company",
    "LLY": "Eli Lilly and Company",
    "MA": "Mastercard Incorporated",
    "MCD": "McDonald's Corporation",
    "META": "Meta Platforms, Inc.",
    "MRK": "Merck & Co., Inc.",
    "MS": "Morgan Stanley",
    "MSFT": "Microsoft Corporation",
    "MU": "Micron Technology, Inc.",
    "NFLX": "Netflix, Inc.",
    "NKE": "NIKE, Inc.",
    "NVDA": "NVIDIA Corporation",
    "ORCL": "Oracle Corporation",
    "PEP": "PepsiCo, Inc.",
    "PFE": "Pfizer Inc.",
    "PG": "The Procter & Gamble Company",
    "PLTR": "Palantir Technologies Inc.",
    "PYPL": "PayPal Holdings, Inc.",
    "QCOM": "QUALCOMM Incorporated",
    "T": "AT&T Inc.",
    "TSLA": "Tesla, Inc.",
    "UNH": "UnitedHealth Group Incorporated",
    "V": "Visa Inc.",
    "VZ": "Verizon Communications Inc.",
    "WFC": "Wells Fargo & Company",
    "WMT": "Walmart Inc.",
    "XOM": "Exxon Mobil Corporation",
}

ETFS: Mapping[str, str] = {
    "ARKK": "ARK Innovation ETF",
    "DIA": "SPDR Dow Jones Industrial Average ETF Trust",
    "EEM": "iShares MSCI Emerging Markets ETF",
    "GLD": "SPDR Gold Shares",
    "IWM": "iShares Russell 2000 ETF",
    "QQQ": "Invesco QQQ Trust",
    "SLV": "iShares Silver Trust",
    "SPY": "SPDR S&P 500 ETF Trust",
    "TLT": "iShares 20+ Year Treasury Bond ETF",
    "VOO": "Vanguard S&P 500 ETF",
    "VTI": "Vanguard Total Stock Market ETF",
    "XLE": "Energy Select Sector SPDR Fund",
    "XLF": "Financial Select Sector SPDR Fund",
    "XLK": "Technology Select Sector SPDR Fund",
}


class Contract(NamedTuple):
    """A futures contract. `multiplier` turns one point of price into dollars."""

    name: str
    exchange: str
    tick_size: Decimal
    multiplier: Decimal


def _future(name: str, exchange: str, tick: str, multiplier: int) -> Contract:
    return Contract(name, exchange, Decimal(tick), Decimal(multiplier))


FUTURES: Mapping[str, Contract] = {
    "/ES": _future("E-mini S&P 500", "XCME", "0.25", 50),
    "/MES": _future("Micro E-mini S&P 500", "XCME", "0.25", 5),
    "/NQ": _future("E-mini Nasdaq-100", "XCME", "0.25", 20),
    "/MNQ": _future("Micro E-mini Nasdaq-100", "XCME", "0.25", 2),
    "/RTY": _future("E-mini Russell 2000", "XCME", "0.1", 50),
    "/YM": _future("E-mini Dow", "XCBT", "1", 5),
    "/ZB": _future("30-Year U.S. Treasury Bond", "XCBT", "0.03125", 1000),
    "/ZN": _future("10-Year U.S. Treasury Note", "XCBT", "0.015625", 1000),
    "/CL": _future("Crude Oil", "XNYM", "0.01", 1000),
    "/NG": _future("Natural Gas", "XNYM", "0.001", 10000),
    "/GC": _future("Gold", "XCEC", "0.1", 100),
    "/SI": _future("Silver", "XCEC", "0.005", 5000),
    "/6E": _future("Euro FX", "XCME", "0.00005", 125000),
}
