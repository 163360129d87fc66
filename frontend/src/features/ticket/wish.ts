/** What a draft asks the book for, and how that reads. Pure. */

import type { OrderTerms, OrderType, PairTerms } from "@/api/types";
import {
  type Draft,
  mayExtend,
  type NumberField,
  numbersOf,
  type TicketType,
} from "@/features/ticket/draft";
import { type Decimal, readDecimal } from "@/kernel/decimal";

/** One order, or a pair of exits. */
export type Wish = { kind: "order"; terms: OrderTerms } | { kind: "pair"; terms: PairTerms };

/** Only for a draft without errors. */
export function wishOf(draft: Draft, accountId: string, clientOrderId: string): Wish {
  const { type } = draft;
  return type === "OCO"
    ? { kind: "pair", terms: pairOf(draft, accountId, clientOrderId) }
    : { kind: "order", terms: termsOf({ ...draft, type }, accountId, clientOrderId) };
}

function termsOf(
  draft: Draft & { type: OrderType },
  accountId: string,
  clientOrderId: string,
): OrderTerms {
  const number = (field: NumberField): Decimal | null =>
    numbersOf(draft).includes(field) ? readDecimal(draft[field]) : null;
  const trail = number("trail");
  return {
    account_id: accountId,
    client_order_id: clientOrderId,
    symbol: draft.symbol.trim().toUpperCase(),
    side: draft.side,
    type: draft.type,
    time_in_force: draft.timeInForce,
    quantity: number("quantity"),
    notional: number("notional"),
    limit_price: number("limitPrice"),
    stop_price: number("stopPrice"),
    trail_amount: draft.trailBy === "amount" ? trail : null,
    trail_percent: draft.trailBy === "percent" ? trail : null,
    extended_hours: mayExtend(draft) && draft.extendedHours === "on",
    hold_seconds: draft.holdSeconds.trim() === "" ? null : Number(draft.holdSeconds),
    ...exitsOf(draft),
  };
}

function exitsOf(draft: Draft): Pick<OrderTerms, "take_profit" | "stop_loss"> {
  const price = (text: string) => (draft.exits === "on" ? readDecimal(text) : null);
  const [profit, loss] = [price(draft.takeProfit), price(draft.stopLoss)];
  return {
    take_profit: profit === null ? null : { limit_price: profit },
    stop_loss: loss === null ? null : { stop_price: loss, limit_price: price(draft.stopLossLimit) },
  };
}

function pairOf(draft: Draft, accountId: string, clientOrderId: string): PairTerms {
  const price = (text: string): Decimal => readDecimal(text) ?? "";
  return {
    account_id: accountId,
    client_order_id: clientOrderId,
    symbol: draft.symbol.trim().toUpperCase(),
    side: draft.side,
    quantity: price(draft.quantity),
    take_profit: { limit_price: price(draft.takeProfit) },
    stop_loss: {
      stop_price: price(draft.stopLoss),
      limit_price: readDecimal(draft.stopLossLimit),
    },
    time_in_force: draft.timeInForce,
    extended_hours: false,
  };
}

const AT: Record<TicketType, string> = {
  MARKET: "at market",
  LIMIT: "at limit",
  STOP: "on stop",
  STOP_LIMIT: "stop limit",
  TRAILING_STOP: "trailing",
  OCO: "at profit or stop",
};

/** What sending does: "Buy 10 META at market", "Buy $500 of META at market". */
export function deed({ side, sizeBy, quantity, notional, symbol, type }: Draft): string {
  const amount = notional.trim() && `$${notional.trim()} of`;
  const size = sizeBy === "quantity" || type === "OCO" ? quantity.trim() : amount;
  return [side === "BUY" ? "Buy" : "Sell", size, symbol, AT[type]].filter(Boolean).join(" ");
}
