"""How far open positions have gone, kept every minute so that a restart does not forget it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.portfolio.domain.excursion import Reach
from services.portfolio.store.away import answered
from services.portfolio.store.rows import row_of_reach
from shared.bus.leases import held_shards
from shared.contracts.streams import shard_of
from shared.kernel.ids import AccountId, Symbol

_BATCH = 5_000
_COLUMNS = ("best", "best_price", "best_at", "worst", "worst_price", "worst_at")

# The round trip that was seen may have ended, and the next begun, since: that one is younger
# than what was seen. A millisecond makes up for the floats in between.
_KEEP = text("""
    INSERT INTO portfolio.excursions
    SELECT t.round_trip_id, s.best, s.best_price, s.best_at, s.worst, s.worst_price, s.worst_at
    FROM unnest(
        CAST(:accounts AS uuid[]), CAST(:symbols AS text[]),
        CAST(:best AS numeric[]), CAST(:best_price AS numeric[]), CAST(:best_at AS timestamptz[]),
        CAST(:worst AS numeric[]), CAST(:worst_price AS numeric[]),
        CAST(:worst_at AS timestamptz[])
    ) AS s (account_id, symbol, best, best_price, best_at, worst, worst_price, worst_at)
    JOIN portfolio.round_trips t
      ON t.account_id = s.account_id AND t.symbol = s.symbol AND t.closed_at IS NULL
     AND t.opened_at - interval '1 millisecond' <= least(s.best_at, s.worst_at)
    ON CONFLICT (round_trip_id) DO UPDATE SET
        best = excluded.best, best_price = excluded.best_price, best_at = excluded.best_at,
        worst = excluded.worst, worst_price = excluded.worst_price, worst_at = excluded.worst_at
    WHERE excluded.best >= excursions.best AND excluded.worst <= excursions.worst
""")


class PostgresReaches:
    """Implements `ports.ReachKeeper`, for the shards that this member of the lease's group holds
    at that moment."""

    def __init__(self, engine: AsyncEngine, *, lease: str, member: str) -> None:
        self._engine = engine
        self._lease = lease
        self._member = member

    async def keep(self, seen: Sequence[tuple[AccountId, Symbol, Reach]]) -> None:
        for start in range(0, len(seen), _BATCH):
            await self._keep_some(seen[start : start + _BATCH])

    async def _keep_some(self, seen: Sequence[tuple[AccountId, Symbol, Reach]]) -> None:
        async with answered(), self._engine.begin() as connection:
            held = await held_shards(connection, group=self._lease, member=self._member)
            ours = [each for each in seen if shard_of(str(each[0])) in held]
            rows = [row_of_reach(account_id, reach) for account_id, _, reach in ours]
            columns = {name: [row[name] for row in rows] for name in _COLUMNS}
            await connection.execute(
                _KEEP,
                {
                    "accounts": [account_id for account_id, _, _ in ours],
                    "symbols": [symbol for _, symbol, _ in ours],
                    **columns,
                },
            )
