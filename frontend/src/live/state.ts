/** What the screen knows, and the pure step from one batch of changes to the next state. */

import type { AccountFigures, Feed, Order, Position, Quote, RoundTrip } from "@/api/types";
import { type Batch, type Keyed, newestFirst } from "@/live/conflate";
import type { Channel } from "@/live/protocol";

/**
 * - `connecting`: the first connection is being made.
 * - `live`: messages arrive.
 * - `stale`: connected, but silent; figures on the screen may be out of date.
 * - `reconnecting`: the connection is gone and is being made again, for as long as it takes.
 */
export type Phase = "connecting" | "live" | "stale" | "reconnecting";

type Table<T> = Readonly<Record<string, T>>;

export interface LiveState {
  readonly phase: Phase;
  /** Server time less this machine's, in milliseconds. */
  readonly clockOffsetMs: number;
  readonly feed: Feed | null;
  readonly account: AccountFigures | null;
  readonly positions: Table<Position>;
  /** Alphabetical. */
  readonly heldSymbols: readonly string[];
  /** Newest first. */
  readonly closed: readonly RoundTrip[];
  readonly orders: Table<Order>;
  /** Newest first. */
  readonly orderIds: readonly string[];
  readonly quotes: Table<Quote>;
  /** Alphabetical. */
  readonly quotedSymbols: readonly string[];
  /** Whether the first snapshot of a channel has arrived. */
  readonly ready: Readonly<Record<Channel, boolean>>;
}

export const NOTHING_KNOWN: LiveState = {
  phase: "connecting",
  clockOffsetMs: 0,
  feed: null,
  account: null,
  positions: {},
  heldSymbols: [],
  closed: [],
  orders: {},
  orderIds: [],
  quotes: {},
  quotedSymbols: [],
  ready: { portfolio: false, orders: false, quotes: false },
};

/** The next state. Whatever did not change keeps its identity, so that nothing else re-renders. */
export function reduce(state: LiveState, batch: Batch): LiveState {
  const positions = merge(state.positions, batch.positions, batch.positions.gone);
  const orders = merge(state.orders, newerOrders(state, batch.orders));
  const quotes = merge(state.quotes, batch.quotes);
  return settle(state, {
    ...state,
    feed: batch.feed ?? state.feed,
    account: batch.account ?? state.account,
    positions,
    heldSymbols: positions === state.positions ? state.heldSymbols : Object.keys(positions).sort(),
    closed: closedAfter(state, batch),
    orders,
    orderIds: orders === state.orders ? state.orderIds : idsNewestFirst(orders),
    quotes,
    quotedSymbols: quotes === state.quotes ? state.quotedSymbols : Object.keys(quotes).sort(),
    ready: {
      portfolio: state.ready.portfolio || batch.positions.replace,
      orders: state.ready.orders || batch.orders.replace,
      quotes: state.ready.quotes || batch.quotes.replace,
    },
  });
}

/** Orders never go back to a version below the one that is shown, not even by a snapshot. */
function newerOrders(state: LiveState, { replace, entries }: Keyed<Order>): Keyed<Order> {
  const newer = [...entries].map(([id, order]): [string, Order] => {
    const known = state.orders[id];
    return [id, known && known.version >= order.version ? known : order];
  });
  return { replace, entries: new Map(newer) };
}

function closedAfter(state: LiveState, { closed }: Batch): readonly RoundTrip[] {
  if (closed.replace) return same(closed.entries, state.closed) ? state.closed : closed.entries;
  return closed.entries.length ? newestFirst(closed.entries, state.closed) : state.closed;
}

function merge<T extends object>(
  known: Table<T>,
  { replace, entries }: Keyed<T>,
  gone: ReadonlySet<string> = new Set(),
): Table<T> {
  if (!replace && entries.size === 0 && gone.size === 0) return known;
  const next: Record<string, T> = replace ? {} : { ...known };
  let changed = replace && Object.keys(known).length !== entries.size;
  for (const [key, entry] of entries) {
    const before = known[key];
    const kept = before && same(before, entry) ? before : entry;
    if (kept !== before) changed = true;
    next[key] = kept;
  }
  for (const key of gone) {
    if (key in next) changed = true;
    delete next[key];
  }
  return changed ? next : known;
}

function idsNewestFirst(orders: Table<Order>): string[] {
  return Object.values(orders)
    .sort((a, b) => Date.parse(b.submitted_at) - Date.parse(a.submitted_at))
    .map((order) => order.order_id);
}

/** Lists and index lists that say the same are the same; so is a state in which nothing moved. */
function settle(before: LiveState, after: LiveState): LiveState {
  const settled: LiveState = {
    ...after,
    account:
      before.account && after.account && same(before.account, after.account)
        ? before.account
        : after.account,
    heldSymbols: keep(before.heldSymbols, after.heldSymbols),
    orderIds: keep(before.orderIds, after.orderIds),
    quotedSymbols: keep(before.quotedSymbols, after.quotedSymbols),
    ready: keep(before.ready, after.ready),
  };
  return keep(before, settled);
}

function keep<T extends object>(before: T, after: T): T {
  return same(before, after) ? before : after;
}

function same(a: object, b: object): boolean {
  if (a === b) return true;
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(x);
  return keys.length === Object.keys(y).length && keys.every((key) => Object.is(x[key], y[key]));
}
