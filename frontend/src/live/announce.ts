/** What is worth telling the trader: what became of orders, in one sentence each. */

import type { Order, OrderStatus } from "@/api/types";
import { money, price, quantity } from "@/kernel/format";
import { discreetly, privately } from "@/kernel/privacy";

export interface Announcement {
  orderId: string;
  tone: "good" | "bad" | "neutral";
  text: string;
}

type Orders = Readonly<Record<string, Order>>;

/** Sentences for what changed between two states of the orders, oldest change first. */
export function announcements(before: Orders, after: Orders): Announcement[] {
  if (before === after) return [];
  return Object.values(after)
    .filter((order) => hasNews(before[order.order_id], order))
    .sort((a, b) => Date.parse(a.updated_at) - Date.parse(b.updated_at))
    .map((order) => ({ orderId: order.order_id, ...sentence(order) }));
}

function hasNews(before: Order | undefined, after: Order): boolean {
  if (before === after) return false;
  const wasPending = before === undefined || before.status === "PENDING";
  if (after.status !== "PENDING") return wasPending;
  return after.filled_quantity !== (before?.filled_quantity ?? "0");
}

type Sentence = Omit<Announcement, "orderId">;

const SENTENCES: Record<OrderStatus, (order: Order) => Sentence> = {
  PENDING: (order) => ({
    tone: "good",
    text: `Partly filled: ${deed(order)} ${privately(quantity(order.filled_quantity))} of ${privately(sizeOf(order))} ${order.symbol} at ${price(order.average_price)}`,
  }),
  FILLED: (order) => ({
    tone: "good",
    text: `Filled: ${deed(order)} ${privately(quantity(order.filled_quantity))} ${order.symbol} at ${price(order.average_price)}`,
  }),
  CANCELLED: (order) => ({ tone: "neutral", text: `Cancelled: ${wish(order)}${because(order)}` }),
  REJECTED: (order) => ({ tone: "bad", text: `Rejected: ${wish(order)}${because(order)}` }),
  EXPIRED: (order) => ({ tone: "neutral", text: `Expired: ${wish(order)}${because(order)}` }),
};

function sentence(order: Order): Sentence {
  return SENTENCES[order.status](order);
}

/** How much was ordered: so many units, or for so much money. */
export function sizeOf(order: Order): string {
  return order.notional == null ? quantity(order.quantity) : money(order.notional);
}

function deed(order: Order): string {
  return order.side === "BUY" ? "bought" : "sold";
}

function wish(order: Order): string {
  return `${order.side.toLowerCase()} ${privately(sizeOf(order))} ${order.symbol}`;
}

function because(order: Order): string {
  return order.reason ? `. ${discreetly(order.reason)}` : "";
}
