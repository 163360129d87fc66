/** The one place live data is kept, outside React. Components read one value each. */

import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Order } from "@/api/types";
import { type Announcement, announcements } from "@/live/announce";
import { type Batch, emptyBatch } from "@/live/conflate";
import { type LiveState, NOTHING_KNOWN, reduce } from "@/live/state";

export const liveStore = createStore<LiveState>(() => NOTHING_KNOWN);

/** Reads live state. Select the smallest thing you show: only its change renders you again. */
export function useLive<T>(selector: (state: LiveState) => T): T {
  return useStore(liveStore, selector);
}

type Listener = (announcement: Announcement) => void;

const listeners = new Set<Listener>();

/** Hears of every fill, rejection, expiry and cancellation once. Returns how to stop. */
export function onAnnouncement(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function applyBatch(batch: Batch): void {
  const before = liveStore.getState();
  const after = reduce(before, batch);
  if (after === before) return;
  liveStore.setState(after, true);
  // What was there before the first snapshot is history, not news.
  if (!before.ready.orders) return;
  for (const announcement of announcements(before.orders, after.orders)) {
    for (const listener of listeners) listener(announcement);
  }
}

/** Shows an order that an HTTP answer carried, unless the socket already brought a newer one. */
export function applyOrder(order: Order): void {
  const batch = emptyBatch();
  batch.orders.entries.set(order.order_id, order);
  applyBatch(batch);
}
