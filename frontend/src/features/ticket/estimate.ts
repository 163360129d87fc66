/**
 * Roughly what the order would cost. The one place where the UI computes money: before an order
 * exists there is nobody else to ask, and it is always labelled an estimate.
 */

import type { OrderType, Quote } from "@/api/types";
import { type Draft, needs } from "@/features/ticket/draft";
import { type Decimal, multiply, readDecimal, roundTo, signOf } from "@/kernel/decimal";

export interface Estimate {
  amount: Decimal;
  /** Which price it was computed with. */
  basis: string;
}

type Prices = Pick<Quote, "bid" | "ask" | "last">;

/** Null where the draft or the quote does not give a price and a quantity yet. */
export function estimate(
  draft: Draft,
  quote: Prices | undefined,
  multiplier: Decimal = "1",
): Estimate | null {
  const quantity = readDecimal(draft.quantity);
  const [price, basis] = PRICED[draft.type](draft, quote);
  if (quantity === null || price === null || signOf(quantity) <= 0 || signOf(price) <= 0) {
    return null;
  }
  return { amount: roundTo(multiply(multiply(price, quantity), multiplier), 2), basis };
}

type Priced = (draft: Draft, quote: Prices | undefined) => [Decimal | null, string];

const PRICED: Record<OrderType, Priced> = {
  MARKET: atMarket,
  LIMIT: (draft) => [typed(draft, "limitPrice"), "limit"],
  STOP: (draft) => [typed(draft, "stopPrice"), "stop"],
  STOP_LIMIT: (draft) => [typed(draft, "limitPrice"), "limit"],
  TRAILING_STOP: atMarket,
};

function atMarket(draft: Draft, quote: Prices | undefined): [Decimal | null, string] {
  const [side, basis] = draft.side === "BUY" ? [quote?.ask, "ask"] : [quote?.bid, "bid"];
  return side ? [side, basis] : [quote?.last ?? null, "last"];
}

function typed(draft: Draft, field: "limitPrice" | "stopPrice"): Decimal | null {
  return needs(draft.type, field) ? readDecimal(draft[field]) : null;
}
