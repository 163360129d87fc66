/**
 * Bars of the symbols whose charts are open. They have versions of their own, a symbol and
 * resolution each, and go straight to the charts: no component renders for a bar.
 */

import type { Bar, Resolution, ServerMessage } from "@/api/types";
import type { ClientMessage } from "@/live/protocol";

export interface BarsListener {
  /** All bars there are, oldest first: at first, and again after a connection was lost. */
  all: (bars: readonly Bar[]) => void;
  /** Bars that are new or have grown, oldest first. */
  changed: (bars: readonly Bar[]) => void;
  /** Why there are none. */
  problem: (reason: string) => void;
}

interface Followed {
  symbol: string;
  resolution: Resolution;
  /** The version held; null while a snapshot is awaited. */
  ver: number | null;
  bars: readonly Bar[];
  listeners: Set<BarsListener>;
}

/** A chart left open for days keeps this many; older ones are read again when looked at. */
const KEPT_MAX = 5_000;

const followed = new Map<string, Followed>();
let send: ((message: ClientMessage) => void) | null = null;

/** Hears of the bars of a symbol until the returned function is called. */
export function followBars(
  symbol: string,
  resolution: Resolution,
  listener: BarsListener,
): () => void {
  const key = keyOf(symbol, resolution);
  let feed = followed.get(key);
  if (!feed) {
    feed = { symbol, resolution, ver: null, bars: [], listeners: new Set() };
    followed.set(key, feed);
    tell("sub", feed);
  }
  feed.listeners.add(listener);
  if (feed.ver !== null) listener.all(feed.bars);
  return () => leave(key, listener);
}

/** A connection was greeted: it gets every subscription, and answers each with a snapshot. */
export function connectBars(sender: (message: ClientMessage) => void): void {
  send = sender;
  for (const feed of followed.values()) {
    feed.ver = null;
    tell("sub", feed);
  }
}

export function disconnectBars(): void {
  send = null;
}

/** Takes a message about bars; false for any other. */
export function hearBars(message: ServerMessage): boolean {
  if (message.type === "error" && message.ch === "bars") {
    const feed = followed.get(keyOf(message.symbol ?? "", message.resolution ?? "1m"));
    for (const listener of feed?.listeners ?? []) listener.problem(message.detail);
    return true;
  }
  if (message.type !== "bars.snapshot" && message.type !== "bars.delta") return false;
  const feed = followed.get(keyOf(message.symbol, message.resolution));
  if (!feed) return true;
  if (message.type === "bars.snapshot") {
    feed.bars = joined(feed.bars, message.data.bars);
    feed.ver = message.ver;
    for (const listener of feed.listeners) listener.all(feed.bars);
    return true;
  }
  if (feed.ver === null) return true;
  if (message.prev !== feed.ver) {
    feed.ver = null;
    tell("sub", feed);
    return true;
  }
  feed.ver = message.ver;
  feed.bars = merged(feed.bars, message.data.bars);
  for (const listener of feed.listeners) listener.changed(message.data.bars);
  return true;
}

/**
 * Known bars with those that came, each time once, oldest first. Of two bars of one time the one
 * that saw more trades is the newer, so what is late changes nothing.
 */
export function merged(known: readonly Bar[], came: readonly Bar[]): readonly Bar[] {
  const first = came[0];
  const last = known.at(-1);
  if (!first || !last) return first ? came : known;
  const byTime = new Map(known.map((bar) => [bar.time, bar]));
  for (const bar of came) {
    const before = byTime.get(bar.time);
    if (!before || bar.trades >= before.trades) byTime.set(bar.time, bar);
  }
  const bars = [...byTime.values()];
  if (first.time <= last.time) bars.sort((a, b) => (a.time < b.time ? -1 : 1));
  return bars.slice(-KEPT_MAX);
}

/** Known bars with a snapshot. Where it begins after them there is a hole, and they go. */
export function joined(known: readonly Bar[], snapshot: readonly Bar[]): readonly Bar[] {
  const first = snapshot[0];
  const last = known.at(-1);
  return first && last && first.time > last.time ? snapshot : merged(known, snapshot);
}

function leave(key: string, listener: BarsListener): void {
  const feed = followed.get(key);
  if (!feed?.listeners.delete(listener) || feed.listeners.size > 0) return;
  followed.delete(key);
  tell("unsub", feed);
}

function tell(op: "sub" | "unsub", { symbol, resolution }: Followed): void {
  send?.({ op, ch: "bars", symbol, resolution });
}

function keyOf(symbol: string, resolution: Resolution): string {
  return `${resolution} ${symbol}`;
}
