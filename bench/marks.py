"""How many positions a second are marked, beside the bare arithmetic on the same arrays.

    python -m bench.marks [--accounts 100000] [--positions 10] [--symbols 500] [--seconds 3]

A mark values one position anew: value and unrealized P/L. Each round is one batch of quotes,
one a symbol, as when the whole market ticks; it touches every position once. Rounds of the
three rows alternate, so that other work on the machine hits all of them. Times are this
process's own.

- `marked`: what the service does with a batch, up to knowing which watched accounts to tell.
- `bare`: the multiplication and the subtraction on the same arrays, and nothing else.
- `told`: one watched account valued exactly and written as a `portfolio.v1` entry, in which
  all of its positions have changed.

The limits are 5 million marks a second, within 3 × of the bare arithmetic, in at most 200
resident bytes a position beyond what the process needs without any.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import ParamSpec
from uuid import UUID

import numpy as np
from rich.console import Console
from rich.table import Table

from services.portfolio.domain.account import Account, Portfolio
from services.portfolio.domain.holders import MARKED
from services.portfolio.domain.market import Mark, Market
from services.portfolio.domain.marks import AccountRow, MarkArrays, PositionRow
from services.portfolio.domain.position import Fill, Position, apply_fill
from services.portfolio.handlers.desk import Desk
from shared.contracts.streams import SHARDS
from shared.kernel.enums import AccountKind, QuoteQuality
from shared.kernel.ids import AccountId, Symbol, UserId
from shared.kernel.money import ZERO, Price

MARKS_MIN = 5_000_000
RATIO_MAX = 3.0
BYTES_MAX = 200
PAGE_BYTES = 4096
NOW = datetime(2025, 6, 2, 15, tzinfo=UTC)
CASH = Decimal(100_000)
_Arguments = ParamSpec("_Arguments")


def resident_bytes() -> int:
    """Memory of this process that is in RAM now (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_BYTES


def filled(arrays: MarkArrays, accounts: int, positions: int, symbols: list[Symbol]) -> None:
    """Give every account positions in as many different symbols."""
    random = np.random.default_rng(1)
    step = len(symbols) // positions
    for shard in range(SHARDS):
        ids = [AccountId(UUID(int=number)) for number in range(shard, accounts, SHARDS)]
        shape = len(ids), positions
        choices = random.integers(step, size=shape) + np.arange(positions) * step
        sizes, costs = random.integers(1, 500, shape), random.uniform(1e3, 5e4, shape)
        arrays.load(
            (AccountRow(account_id, 100_000.0) for account_id in ids),
            (
                PositionRow(account_id, symbols[choice], float(size), float(cost))
                for account_id, *row in zip(ids, choices, sizes, costs, strict=True)
                for choice, size, cost in zip(*row, strict=True)
            ),
        )


def marked(arrays: MarkArrays, prices: dict[Symbol, float]) -> None:
    arrays.mark(prices)
    arrays.take_dirty()


def bare(arrays: MarkArrays, prices: list[float]) -> None:
    """The arithmetic of a mark on the very arrays the service keeps, and nothing around it."""
    for holders, price in zip(arrays.holders.values(), prices, strict=True):
        exposure, cost, value, pnl = holders.rows[:MARKED, : holders.count]
        np.multiply(exposure, price, value)
        np.subtract(value, cost, pnl)


def a_desk(positions: int) -> tuple[Desk, Market, AccountId]:
    """A desk with one watched account."""
    account_id, market = AccountId(UUID(int=0)), Market(NOW.date())
    symbols = [Symbol(f"S{number:03d}") for number in range(positions)]
    fills = [Fill(symbol, Decimal(37), Price(Decimal("101.37")), NOW) for symbol in symbols]
    account = Account(
        account_id=account_id,
        user_id=UserId(UUID(int=0)),
        name="Bench",
        kind=AccountKind.CASH,
        currency="USD",
        starting_balance=CASH,
        cash=CASH,
        reserved=ZERO,
        buying_power=CASH,
        version=1,
        opened_at=NOW,
    )
    held = {fill.symbol: apply_fill(Position(fill.symbol), fill) for fill in fills}
    desk = Desk(market, interval_seconds=0.25)
    desk.expect([account_id])
    desk.open([account_id], [Portfolio(account, held)], UUID(int=1), now=0)
    return desk, market, account_id


def told(desk: Desk, market: Market, account_id: AccountId, number: int) -> int:
    """One update in which every position of the account is at a new mark; returns its bytes."""
    price = Decimal(10_000 + number % 500) / 100
    for symbol in list(market.marks) or [Symbol(f"S{each:03d}") for each in range(10)]:
        market.marks[symbol] = Mark(price, QuoteQuality.FRESH, NOW)
    desk.touched([account_id], now=float(number))
    [update] = desk.updates(now=float(number), at=NOW, limit=1)
    return len(update.model_dump_json().encode())


def timed(
    work: Callable[_Arguments, object], *given: _Arguments.args, **named: _Arguments.kwargs
) -> float:
    started = process_time()
    work(*given, **named)
    return process_time() - started


def measure(accounts: int, positions: int, symbols: int, seconds: float) -> list[tuple[str, ...]]:
    names = [Symbol(f"S{number:03d}") for number in range(symbols)]
    arrays = MarkArrays()
    before = resident_bytes()
    filled(arrays, accounts, positions, names)
    held = arrays.positions
    a_position = (resident_bytes() - before) / held

    desk, market, watched = a_desk(10)
    arrays.watch(AccountId(UUID(int=0)), watched=True)
    random = np.random.default_rng(2)
    spent = {"marked": 0.0, "bare": 0.0, "told": 0.0}
    rounds = 0
    while sum(spent.values()) < seconds:
        values = random.uniform(20, 500, symbols).tolist()
        prices = dict(zip(names, values, strict=True))
        spent["marked"] += timed(marked, arrays, prices)
        spent["bare"] += timed(bare, arrays, values)
        rounds += 1
        spent["told"] += timed(told, desk, market, watched, rounds)

    ours, alone = (held * rounds / spent[each] for each in ("marked", "bare"))
    return [
        ("marked", f"{ours / 1e6:.1f} million positions/s", f"≥ {MARKS_MIN / 1e6:.0f} million"),
        ("bare", f"{alone / 1e6:.1f} million positions/s", ""),
        ("bare ÷ marked", f"{alone / ours:.2f} ×", f"≤ {RATIO_MAX:.0f} ×"),
        ("told", f"{spent['told'] / rounds * 1e6:.0f} µs of CPU an update of 10 positions", ""),
        ("resident", f"{a_position:.0f} bytes a position", f"≤ {BYTES_MAX} bytes"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--positions", type=int, default=10, help="in each account")
    parser.add_argument("--symbols", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=3.0, help="of this process's time")
    given = parser.parse_args()
    table = Table("", "measured", "limit", title="Marking every position")
    for row in measure(given.accounts, given.positions, given.symbols, given.seconds):
        table.add_row(*row)
    Console().print(table)


if __name__ == "__main__":
    main()
