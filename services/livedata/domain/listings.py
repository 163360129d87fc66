"""The names of the simulated market: typical of the real ones, with prices that are made up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Listing(NamedTuple):
    """`beta` is the share in the market's moves and `volatility` the yearly one of its own;
    `spread` is in cents, `activity` in quotes relative to the others."""

    symbol: str
    price: str
    sector: str
    beta: float
    volatility: float
    spread: int
    activity: float
    daily_volume: int


LISTINGS: Sequence[Listing] = (
    Listing("SPY", "612.40", "index", 1.00, 0.00, 1, 3.0, 62_000_000),
    Listing("QQQ", "531.75", "index", 1.15, 0.05, 1, 2.5, 41_000_000),
    Listing("IWM", "224.10", "index", 1.10, 0.08, 1, 1.5, 28_000_000),
    Listing("DIA", "441.30", "index", 0.90, 0.03, 3, 0.7, 3_400_000),
    Listing("GLD", "271.85", "metal", 0.05, 0.14, 2, 0.7, 8_200_000),
    Listing("TLT", "88.92", "rates", -0.20, 0.13, 1, 0.8, 36_000_000),
    Listing("XLF", "50.64", "finance", 0.95, 0.05, 1, 0.8, 38_000_000),
    Listing("AAPL", "232.15", "tech", 1.10, 0.18, 1, 2.0, 54_000_000),
    Listing("MSFT", "428.60", "tech", 1.05, 0.15, 3, 1.6, 21_000_000),
    Listing("NVDA", "138.90", "tech", 1.70, 0.35, 1, 3.0, 210_000_000),
    Listing("AMD", "121.45", "tech", 1.60, 0.38, 2, 1.5, 38_000_000),
    Listing("INTC", "22.18", "tech", 1.10, 0.40, 1, 1.0, 62_000_000),
    Listing("META", "612.77", "tech", 1.25, 0.25, 8, 1.4, 14_000_000),
    Listing("GOOGL", "191.30", "tech", 1.10, 0.20, 2, 1.4, 28_000_000),
    Listing("AMZN", "224.85", "tech", 1.20, 0.22, 2, 1.6, 37_000_000),
    Listing("NFLX", "918.40", "tech", 1.15, 0.28, 40, 0.8, 3_600_000),
    Listing("TSLA", "348.20", "auto", 1.80, 0.48, 6, 2.4, 88_000_000),
    Listing("F", "10.12", "auto", 1.10, 0.26, 1, 0.7, 58_000_000),
    Listing("JPM", "243.55", "finance", 1.00, 0.14, 4, 0.9, 9_300_000),
    Listing("BAC", "45.87", "finance", 1.05, 0.17, 1, 0.9, 34_000_000),
    Listing("GS", "598.10", "finance", 1.15, 0.17, 35, 0.5, 2_100_000),
    Listing("V", "317.25", "finance", 0.85, 0.12, 6, 0.6, 6_100_000),
    Listing("BRK/B", "466.80", "finance", 0.75, 0.08, 12, 0.5, 3_900_000),
    Listing("XOM", "109.34", "energy", 0.70, 0.18, 1, 0.8, 15_000_000),
    Listing("CVX", "157.62", "energy", 0.70, 0.17, 3, 0.6, 8_000_000),
    Listing("JNJ", "147.90", "health", 0.45, 0.13, 3, 0.6, 8_200_000),
    Listing("PFE", "26.31", "health", 0.55, 0.19, 1, 0.7, 42_000_000),
    Listing("KO", "62.48", "staples", 0.45, 0.11, 1, 0.6, 15_000_000),
    Listing("WMT", "95.72", "staples", 0.55, 0.14, 1, 0.8, 17_000_000),
    Listing("DIS", "112.05", "media", 1.05, 0.21, 2, 0.6, 9_400_000),
)
