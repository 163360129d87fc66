"""The book proves itself: every rule as one query that returns the rows that break it.

Run in one REPEATABLE READ transaction, so that all rules are checked at the same instant and
traders need not wait.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.ports import Violation

ROWS_MAX = 100
"""Rows shown of each rule that is broken; one is enough to know, a hundred to see a pattern."""

RULES: Mapping[str, str] = {
    "cash is the sum of the ledger": """
        SELECT account_id, cash, ledger_sum, last_balance
        FROM orders.accounts
        LEFT JOIN (
            SELECT account_id, sum(amount) AS ledger_sum FROM orders.ledger GROUP BY account_id
        ) AS sums USING (account_id)
        LEFT JOIN (
            SELECT DISTINCT ON (account_id) account_id, balance_after AS last_balance
            FROM orders.ledger ORDER BY account_id, entry_id DESC
        ) AS newest USING (account_id)
        WHERE (cash, cash) IS DISTINCT FROM (ledger_sum, last_balance)
    """,
    "an account starts with its starting balance, once": """
        SELECT account_id, starting_balance, openings, opened_with
        FROM orders.accounts
        LEFT JOIN (
            SELECT account_id, count(*) AS openings, sum(amount) AS opened_with
            FROM orders.ledger WHERE kind = 'opening' GROUP BY account_id
        ) AS opening USING (account_id)
        WHERE openings IS DISTINCT FROM 1 OR opened_with IS DISTINCT FROM starting_balance
    """,
    "every ledger entry continues the balance before it": """
        SELECT * FROM (
            SELECT entry_id, account_id, amount, balance_after,
                   coalesce(lag(balance_after) OVER (
                       PARTITION BY account_id ORDER BY entry_id), 0) AS balance_before
            FROM orders.ledger
        ) AS entries
        WHERE balance_before + amount <> balance_after
    """,
    "every execution is in the ledger with what it cost": """
        SELECT execution_id, quantity, price, multiplier, commission, booked
        FROM orders.executions
        LEFT JOIN (
            SELECT execution_id, sum(amount) AS booked
            FROM orders.ledger WHERE execution_id IS NOT NULL GROUP BY execution_id
        ) AS entries USING (execution_id)
        WHERE booked IS DISTINCT FROM
            (CASE side WHEN 'BUY' THEN -1 ELSE 1 END) * quantity * price * multiplier - commission
    """,
    "reserved cash is the sum of the reservations": """
        SELECT account_id, reserved, reservations_sum
        FROM orders.accounts
        LEFT JOIN (
            SELECT account_id, sum(cash) AS reservations_sum
            FROM orders.reservations GROUP BY account_id
        ) AS sums USING (account_id)
        WHERE reserved <> coalesce(reservations_sum, 0)
    """,
    "every pending order has its reservation, and no other order has one": """
        SELECT order_id, status, side, quantity, notional, filled_quantity, filled_cost,
               reserve_price, multiplier, cash, shares
        FROM orders.orders
        FULL JOIN orders.reservations USING (order_id)
        WHERE (status = 'PENDING' OR cash IS NOT NULL)
          AND (status IS DISTINCT FROM 'PENDING'
            OR cash IS DISTINCT FROM CASE
                WHEN notional IS NULL
                THEN (quantity - filled_quantity) * reserve_price * multiplier
                WHEN side = 'BUY' THEN notional - filled_cost * multiplier
                ELSE 0 END
            OR shares IS DISTINCT FROM
                (CASE side WHEN 'SELL' THEN quantity - filled_quantity ELSE 0 END)
            OR (orders.account_id, orders.symbol)
                IS DISTINCT FROM (reservations.account_id, reservations.symbol))
    """,
    "holdings are the sum of the executions": """
        SELECT account_id, symbol, quantity, traded
        FROM orders.holdings
        FULL JOIN (
            SELECT account_id, symbol,
                   sum(CASE side WHEN 'BUY' THEN quantity ELSE -quantity END) AS traded
            FROM orders.executions GROUP BY account_id, symbol
        ) AS sums USING (account_id, symbol)
        WHERE coalesce(quantity, 0) <> coalesce(traded, 0)
    """,
    "held shares are the sum of the reservations": """
        SELECT account_id, symbol, held_quantity, reserved_shares
        FROM orders.holdings
        FULL JOIN (
            SELECT account_id, symbol, sum(shares) AS reserved_shares
            FROM orders.reservations GROUP BY account_id, symbol
        ) AS sums USING (account_id, symbol)
        WHERE coalesce(held_quantity, 0) <> coalesce(reserved_shares, 0)
    """,
    "an order is filled by its executions": """
        SELECT order_id, status, filled_quantity, filled_cost, executed, executed_cost
        FROM orders.orders
        LEFT JOIN (
            SELECT order_id, sum(quantity) AS executed, sum(quantity * price) AS executed_cost
            FROM orders.executions GROUP BY order_id
        ) AS sums USING (order_id)
        WHERE (filled_quantity, filled_cost)
            IS DISTINCT FROM (coalesce(executed, 0), coalesce(executed_cost, 0))
    """,
    "the log of every shard has no hole": """
        SELECT stream, shard, head.seq AS head, first, last, entries
        FROM bus.head
        FULL JOIN (
            SELECT stream, shard, min(seq) AS first, max(seq) AS last, count(*) AS entries
            FROM bus.log GROUP BY stream, shard
        ) AS logged USING (stream, shard)
        WHERE coalesce(entries, 0) <> coalesce(head.seq, 0)
           OR coalesce(last, 0) <> coalesce(head.seq, 0)
           OR coalesce(first, 1) <> 1
    """,
}


async def audit(connection: AsyncConnection) -> Sequence[Violation]:
    """Every rule that the book breaks now, with rows that show it; empty if it is sound."""
    violations: list[Violation] = []
    for rule, query in RULES.items():
        rows = await connection.execute(text(f"{query} LIMIT {ROWS_MAX}"))
        found = [dict(row) for row in rows.mappings()]
        if found:
            violations.append(Violation(rule, found))
    return violations
