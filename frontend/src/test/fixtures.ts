/** Things as the server would send them. Each takes what the test is about. */

import type {
  AccountFigures,
  Bar,
  Order,
  OrderPreview,
  Position,
  Quote,
  RoundTrip,
  Session,
} from "@/api/types";

const NOW = "2026-03-02T15:00:00Z";
export const ACCOUNT_ID = "11111111-1111-4111-8111-111111111111";

export function aQuote(changes: Partial<Quote> = {}): Quote {
  return {
    symbol: "AAPL",
    name: "Apple Inc.",
    last: "189.30",
    bid: "189.28",
    ask: "189.32",
    last_size: null,
    bid_size: "300",
    ask_size: "500",
    change: "1.30",
    change_percent: "0.69",
    open: null,
    high: null,
    low: null,
    previous_close: "188.00",
    volume: null,
    as_of: NOW,
    changed_at: NOW,
    quality: "fresh",
    quality_since: NOW,
    reason: null,
    source: "simulated",
    ...changes,
  };
}

export function aBar(changes: Partial<Bar> = {}): Bar {
  return {
    time: NOW,
    session: null,
    open: "189.00",
    high: "190.00",
    low: "188.00",
    close: "189.50",
    volume: "100",
    trades: 3,
    complete: true,
    ...changes,
  };
}

export function anOrder(changes: Partial<Order> = {}): Order {
  const quantity = changes.quantity ?? "10";
  return {
    order_id: "22222222-2222-4222-8222-222222222222",
    client_order_id: "intent",
    account_id: ACCOUNT_ID,
    symbol: "AAPL",
    side: "BUY",
    type: "LIMIT",
    time_in_force: "DAY",
    quantity,
    limit_price: "180.00",
    stop_price: null,
    trail_amount: null,
    trail_percent: null,
    extended_hours: false,
    status: "PENDING",
    filled_quantity: "0",
    remaining_quantity: quantity,
    average_price: null,
    reserved_cash: "1800.00",
    version: 1,
    era: 1,
    active: true,
    reason_code: null,
    reason: null,
    hold_until: null,
    expires_at: null,
    submitted_at: NOW,
    working_since: NOW,
    updated_at: NOW,
    triggered_at: null,
    trail_reference: null,
    fill_model: "quote",
    fee_model: "none",
    multiplier: "1",
    ...changes,
  };
}

export function aPreview(changes: Partial<OrderPreview> = {}): OrderPreview {
  return {
    account_id: ACCOUNT_ID,
    symbol: "AAPL",
    side: "BUY",
    type: "MARKET",
    quantity: "10",
    refusal: null,
    marketable: true,
    estimated_price: "189.32",
    estimated_value: "1893.20",
    estimated_fees: "0.00",
    reserved_cash: "1931.07",
    reserved_shares: "0",
    buying_power: "100000.00",
    buying_power_after: "98068.93",
    fill_model: "quote",
    fee_model: "none",
    opens_at: null,
    quote: {
      sequence: 7,
      as_of: NOW,
      age_ms: 84,
      source: "simulated",
      quality: "fresh",
      bid: "189.28",
      ask: "189.32",
      last: "189.30",
      bid_size: "300",
      ask_size: "500",
    },
    ...changes,
  };
}

export function aPosition(changes: Partial<Position> = {}): Position {
  return {
    symbol: "AAPL",
    quantity: "10",
    multiplier: "1",
    average_price: "189.32",
    cost: "1893.20",
    mark: "189.30",
    mark_quality: "fresh",
    mark_as_of: NOW,
    value: "1893.00",
    unrealized_pnl: "-0.20",
    unrealized_pnl_percent: "-0.01",
    day_pnl: "-0.20",
    realized_pnl: "0",
    fees: "0",
    dividends: "0.00",
    opened_at: NOW,
    ...changes,
  };
}

export function anAccount(changes: Partial<AccountFigures> = {}): AccountFigures {
  return {
    account_id: ACCOUNT_ID,
    name: "Paper account",
    kind: "CASH",
    currency: "USD",
    starting_balance: "100000.00",
    cash: "100000.00",
    reserved: "0.00",
    buying_power: "100000.00",
    positions_value: "0.00",
    equity: "100000.00",
    unrealized_pnl: "0.00",
    realized_pnl: "0.00",
    fees: "0.00",
    dividends: "0.00",
    day_pnl: "0.00",
    day_pnl_percent: "0.00",
    total_pnl: "0.00",
    margin_remaining: "100000.00",
    maintenance_margin: "0.00",
    margin_call: false,
    leverage: "0",
    complete: true,
    stale_marks: 0,
    as_of: NOW,
    ...changes,
  };
}

export function aRoundTrip(changes: Partial<RoundTrip> = {}): RoundTrip {
  return {
    round_trip_id: "33333333-3333-4333-8333-333333333333",
    symbol: "AAPL",
    side: "long",
    quantity: "10",
    entry_price: "189.32",
    exit_price: "190.00",
    realized_pnl: "6.80",
    fees: "0.00",
    dividends: "0.00",
    net_pnl: "6.80",
    verdict: "worked",
    opened_at: NOW,
    closed_at: NOW,
    holding_seconds: 0,
    ...changes,
  };
}

export function aSession(): Session {
  return {
    user: {
      user_id: "44444444-4444-4444-8444-444444444444",
      email: "ada@example.com",
      display_name: "Ada",
      created_at: NOW,
    },
    accounts: [
      {
        account_id: ACCOUNT_ID,
        name: "Paper account",
        kind: "CASH",
        currency: "USD",
        status: "OPEN",
        starting_balance: "100000.00",
        cash: "100000.00",
        reserved: "0.00",
        buying_power: "100000.00",
        opened_at: NOW,
      },
    ],
    accounts_known: true,
  };
}
