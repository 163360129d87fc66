import type { Order, Quote } from "@/api/types";
import { emptyBatch } from "@/live/conflate";
import { applyBatch } from "@/live/store";

/** Shows these orders, as a snapshot from the server would. */
export function showOrders(...orders: Order[]): void {
  const batch = emptyBatch();
  batch.orders = { replace: true, entries: new Map(orders.map((each) => [each.order_id, each])) };
  applyBatch(batch);
}

/** A tick of these symbols. */
export function tick(...quotes: Quote[]): void {
  const batch = emptyBatch();
  for (const quote of quotes) batch.quotes.entries.set(quote.symbol, quote);
  applyBatch(batch);
}
