/** A journal as the server would send it. */

import type { Ghost, HistoryLine, JournalTrip, Statistics } from "@/api/types";
import { aRoundTrip } from "@/test/fixtures";

export function aLine(changes: Partial<HistoryLine> = {}): HistoryLine {
  return {
    event_id: "55555555-5555-4555-8555-555555555555",
    leg: 1,
    at: "2026-03-02T15:00:00Z",
    step: "opened",
    round_trip_id: "33333333-3333-4333-8333-333333333333",
    order_id: null,
    quantity: "10",
    price: "189.32",
    fee: "0.00",
    dividends: null,
    realized_pnl: "0.00",
    held: "10",
    cost: "1893.20",
    average_price: "189.32",
    numerator: null,
    denominator: null,
    trip_pnl: null,
    ...changes,
  };
}

export function aJournalTrip(changes: Partial<JournalTrip> = {}): JournalTrip {
  return {
    ...aRoundTrip(),
    era: 1,
    mae: "-3.00",
    mfe: "9.10",
    tags: [],
    note: "",
    events: [aLine()],
    ...changes,
  };
}

export function someStatistics(changes: Partial<Statistics> = {}): Statistics {
  return {
    count: 3,
    worked: 2,
    did_not_work: 1,
    scratch: 0,
    realized_pnl: "12.00",
    fees: "2.00",
    dividends: "0.00",
    net_pnl: "10.00",
    gross_profit: "15.00",
    gross_loss: "-5.00",
    win_rate: "0.6667",
    win_rate_low: "0.2077",
    win_rate_high: "0.9385",
    profit_factor: "3.0000",
    payoff_ratio: "1.5000",
    expectancy: "3.33",
    average_win: "7.50",
    average_loss: "-5.00",
    largest_win: "8.00",
    largest_loss: "-5.00",
    longest_winning_streak: 2,
    longest_losing_streak: 1,
    current_streak: 2,
    average_seconds: "90.0000",
    average_winning_seconds: "120.0000",
    average_losing_seconds: "45.0000",
    days: 0,
    sharpe: null,
    sortino: null,
    max_drawdown: null,
    score: { value: null, parts: [] },
    ...changes,
  };
}

export function aGhost(changes: Partial<Ghost> = {}): Ghost {
  const symbol = changes.symbol ?? "AAPL";
  return {
    order_id: `66666666-6666-4666-8666-${symbol}`,
    symbol,
    side: "BUY",
    type: "LIMIT",
    status: "CANCELLED",
    reason_code: null,
    quantity: "10",
    filled_quantity: "0",
    average_price: null,
    price: "180.00",
    edits: 0,
    first_quantity: "10",
    first_price: "180.00",
    submitted_at: "2026-03-02T15:00:00Z",
    ended_at: "2026-03-02T15:10:00Z",
    watched_from: "2026-03-02T15:10:00Z",
    watched_until: "2026-03-02T21:00:00Z",
    settled: false,
    last_mark: "184.20",
    last_at: "2026-03-02T16:00:00Z",
    reached_at: "2026-03-02T15:40:00Z",
    first_reached_at: null,
    missed_pnl: "42.00",
    edit_effect: null,
    ...changes,
  };
}
