/**
 * Gathers messages between two flushes. The newest value of a key wins, so that the buffer is
 * bounded by the number of things on the screen and not by how long a hidden tab slept.
 */

import type {
  AccountFigures,
  Feed,
  MessageOf,
  Order,
  Position,
  Quote,
  RoundTrip,
  ServerMessage,
} from "@/api/types";

export const CLOSED_MAX = 50;

/** Changes to a set of things; `replace` means that what is not listed is gone. */
export interface Keyed<T> {
  replace: boolean;
  entries: Map<string, T>;
}

export interface Batch {
  feed: Feed | null;
  account: AccountFigures | null;
  positions: Keyed<Position> & { gone: Set<string> };
  closed: { replace: boolean; entries: RoundTrip[] };
  orders: Keyed<Order>;
  quotes: Keyed<Quote>;
}

export function emptyBatch(): Batch {
  return {
    feed: null,
    account: null,
    positions: { replace: false, entries: new Map(), gone: new Set() },
    closed: { replace: false, entries: [] },
    orders: { replace: false, entries: new Map() },
    quotes: { replace: false, entries: new Map() },
  };
}

/** Adds a message. Returns whether it must be shown at once (orders) or may wait for the timer. */
export function gather(batch: Batch, message: ServerMessage): "now" | "later" {
  switch (message.type) {
    case "hello":
      batch.feed = message.feed;
      return "later";
    case "feed":
      batch.feed = { simulated: message.simulated, sources: message.sources };
      return "later";
    case "portfolio.snapshot":
      replacePortfolio(batch, message);
      return "later";
    case "portfolio.delta":
      changePortfolio(batch, message);
      return "later";
    case "orders.snapshot":
      batch.orders = {
        replace: true,
        entries: new Map(message.data.orders.map((order) => [order.order_id, order])),
      };
      return "now";
    case "orders.delta":
      keepNewest(batch.orders.entries, message.data.order);
      return "now";
    case "quotes.snapshot":
      batch.quotes = {
        replace: true,
        entries: new Map(message.data.quotes.map((quote) => [quote.symbol, quote])),
      };
      return "later";
    case "quotes.delta":
      for (const quote of message.data.quotes) batch.quotes.entries.set(quote.symbol, quote);
      return "later";
    default:
      return "later";
  }
}

function replacePortfolio(batch: Batch, { data }: MessageOf<"portfolio.snapshot">): void {
  batch.account = data.account;
  batch.positions = {
    replace: true,
    entries: new Map(data.positions.map((position) => [position.symbol, position])),
    gone: new Set(),
  };
  batch.closed = { replace: true, entries: data.closed };
}

function changePortfolio(batch: Batch, { data }: MessageOf<"portfolio.delta">): void {
  batch.account = data.account;
  for (const position of data.positions) {
    batch.positions.entries.set(position.symbol, position);
    batch.positions.gone.delete(position.symbol);
  }
  for (const symbol of data.gone) {
    batch.positions.entries.delete(symbol);
    batch.positions.gone.add(symbol);
  }
  batch.closed.entries = newestFirst(data.closed, batch.closed.entries);
}

/** Round trips that ended, those just heard of before those known, each once. */
export function newestFirst(added: readonly RoundTrip[], known: readonly RoundTrip[]): RoundTrip[] {
  const fresh = new Set(added.map((trip) => trip.round_trip_id));
  return [...added, ...known.filter((trip) => !fresh.has(trip.round_trip_id))].slice(0, CLOSED_MAX);
}

function keepNewest(orders: Map<string, Order>, order: Order): void {
  const known = orders.get(order.order_id);
  if (!known || known.version < order.version) orders.set(order.order_id, order);
}
