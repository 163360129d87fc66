/** How an order's terms read, and which of them may be edited. Pure. */

import type { Order, OrderChanges, OrderType } from "@/api/types";
import { type Decimal, readDecimal } from "@/kernel/decimal";
import { price, quantity } from "@/kernel/format";

export type EditableTerm =
  | "quantity"
  | "notional"
  | "limit_price"
  | "stop_price"
  | "trail_amount"
  | "trail_percent";

/** What was typed for each term that may be edited. */
export type Edits = Partial<Record<EditableTerm, string>>;

const PRICE_TERMS: Record<OrderType, readonly EditableTerm[]> = {
  MARKET: [],
  LIMIT: ["limit_price"],
  STOP: ["stop_price"],
  STOP_LIMIT: ["stop_price", "limit_price"],
  TRAILING_STOP: ["trail_amount", "trail_percent"],
};

export const TERM_NAMES: Record<EditableTerm, string> = {
  quantity: "Quantity",
  notional: "Amount",
  limit_price: "Limit price",
  stop_price: "Stop price",
  trail_amount: "Trail",
  trail_percent: "Trail in percent",
};

const TYPE_WORDS: Record<OrderType, string> = {
  MARKET: "Market",
  LIMIT: "Limit",
  STOP: "Stop",
  STOP_LIMIT: "Stop limit",
  TRAILING_STOP: "Trail",
};

const ROLE_WORDS: Record<NonNullable<Order["group_role"]>, string> = {
  entry: "",
  take_profit: "TP",
  stop_loss: "SL",
};

/** What an exit is to its group, abbreviated; empty for every other order. */
export function roleWord(order: Order): string {
  return order.group_role ? ROLE_WORDS[order.group_role] : "";
}

export function typeWord(type: OrderType): string {
  return TYPE_WORDS[type];
}

/** The price terms this order has, in the order in which they are read. */
export function priceTerms(order: Order): EditableTerm[] {
  return PRICE_TERMS[order.type].filter((term) => order[term as keyof Order] != null);
}

/** What says how large the order is. */
export function sizeTerm(order: Order): "quantity" | "notional" {
  return order.notional == null ? "quantity" : "notional";
}

export function editsOf(order: Order): Edits {
  const terms: EditableTerm[] = [sizeTerm(order), ...priceTerms(order)];
  return Object.fromEntries(terms.map((term) => [term, (order[term] as Decimal | null) ?? ""]));
}

export function priceText(order: Order, term: EditableTerm): string {
  const value = order[term] as Decimal | null;
  return term === "trail_percent" ? `${quantity(value)}%` : price(value);
}

/** What changed against the order, or the first term that is not a number above zero. */
export function changesOf(order: Order, edits: Edits): OrderChanges | { wrong: EditableTerm } {
  const changes: OrderChanges = {};
  for (const [term, text] of Object.entries(edits) as [EditableTerm, string][]) {
    const value = readDecimal(text);
    if (value === null || value.startsWith("-") || !/[1-9]/.test(value)) return { wrong: term };
    if (value !== order[term]) changes[term] = value;
  }
  return changes;
}

/** The type and its prices in a few words: "limit 100.00", "market". */
export function termsText(order: Order): string {
  const prices = priceTerms(order).map((term) => priceText(order, term));
  return [typeWord(order.type).toLowerCase(), ...prices].join(" ");
}
