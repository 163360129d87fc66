/** What a trader is about to order: the fields as typed, and how they become an order. Pure. */

import type { OrderTerms, OrderType, Side, TimeInForce } from "@/api/types";
import { type Decimal, readDecimal, signOf } from "@/kernel/decimal";
import { HOLD_SECONDS_MAX } from "@/kernel/preferences";

export interface Draft {
  symbol: string;
  side: Side;
  type: OrderType;
  timeInForce: TimeInForce;
  /** How much: so many units, or for so much money. */
  sizeBy: "quantity" | "notional";
  quantity: string;
  notional: string;
  limitPrice: string;
  stopPrice: string;
  trailBy: "amount" | "percent";
  trail: string;
  /** Empty: what the account's settings say. */
  holdSeconds: string;
  /** Whether the order brings exits, which become active as it fills. */
  exits: "off" | "on";
  takeProfit: string;
  stopLoss: string;
  /** Empty: the stop loss sells at market. */
  stopLossLimit: string;
}

export const EMPTY_DRAFT: Draft = {
  symbol: "",
  side: "BUY",
  type: "MARKET",
  timeInForce: "DAY",
  sizeBy: "quantity",
  quantity: "",
  notional: "",
  limitPrice: "",
  stopPrice: "",
  trailBy: "amount",
  trail: "",
  holdSeconds: "",
  exits: "off",
  takeProfit: "",
  stopLoss: "",
  stopLossLimit: "",
};

export type DraftField = keyof Draft;
export type Errors = Partial<Record<DraftField, string>>;

type PriceField = "limitPrice" | "stopPrice" | "trail";
type NumberField = PriceField | Draft["sizeBy"];

const PRICES_OF: Record<OrderType, readonly PriceField[]> = {
  MARKET: [],
  LIMIT: ["limitPrice"],
  STOP: ["stopPrice"],
  STOP_LIMIT: ["stopPrice", "limitPrice"],
  TRAILING_STOP: ["trail"],
};

export function needs(type: OrderType, field: PriceField): boolean {
  return PRICES_OF[type].includes(field);
}

function numbersOf({ type, sizeBy }: Draft): NumberField[] {
  return [sizeBy, ...PRICES_OF[type]];
}

/** What cannot be sent as it is typed. Everything else is for the server to judge. */
export function errorsIn(draft: Draft): Errors {
  const errors: Errors = {};
  if (draft.symbol.trim() === "") errors.symbol = "Which symbol?";
  for (const field of numbersOf(draft)) {
    const error = numberError(draft[field]);
    if (error) errors[field] = error;
  }
  if (draft.exits === "on") Object.assign(errors, exitErrors(draft));
  const hold = Number(draft.holdSeconds.trim() || "0");
  if (!Number.isInteger(hold) || hold < 0 || hold > HOLD_SECONDS_MAX) {
    errors.holdSeconds = `Whole seconds, 0 to ${HOLD_SECONDS_MAX}.`;
  }
  return errors;
}

function exitErrors({ takeProfit, stopLoss, stopLossLimit }: Draft): Errors {
  const errors: Errors = {};
  if (takeProfit.trim() === "" && stopLoss.trim() === "") {
    errors.takeProfit = "Give a take profit, a stop loss, or both.";
  }
  if (stopLoss.trim() === "" && stopLossLimit.trim() !== "") errors.stopLoss = "Needed.";
  for (const [field, text] of Object.entries({ takeProfit, stopLoss, stopLossLimit })) {
    const error = text.trim() === "" ? null : numberError(text);
    if (error) errors[field as DraftField] = error;
  }
  return errors;
}

function numberError(text: string): string | null {
  if (text.trim() === "") return "Needed.";
  const value = readDecimal(text);
  if (value === null) return "Not a number like 1,234.50.";
  return signOf(value) > 0 ? null : "Must be above zero.";
}

/** The order that the draft asks for. Only for a draft without errors. */
export function termsOf(draft: Draft, accountId: string, clientOrderId: string): OrderTerms {
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
    extended_hours: false,
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

const AT: Record<OrderType, string> = {
  MARKET: "at market",
  LIMIT: "at limit",
  STOP: "on stop",
  STOP_LIMIT: "stop limit",
  TRAILING_STOP: "trailing",
};

/** What sending does: "Buy 10 META at market", "Buy $500 of META at market". */
export function deed({ side, sizeBy, quantity, notional, symbol, type }: Draft): string {
  const amount = notional.trim() && `$${notional.trim()} of`;
  const size = sizeBy === "quantity" ? quantity.trim() : amount;
  return [side === "BUY" ? "Buy" : "Sell", size, symbol, AT[type]].filter(Boolean).join(" ");
}

const FIELD_OF: Record<string, DraftField> = {
  symbol: "symbol",
  side: "side",
  type: "type",
  time_in_force: "timeInForce",
  quantity: "quantity",
  notional: "notional",
  limit_price: "limitPrice",
  stop_price: "stopPrice",
  trail_amount: "trail",
  trail_percent: "trail",
  hold_seconds: "holdSeconds",
  take_profit: "takeProfit",
  "take_profit.limit_price": "takeProfit",
  stop_loss: "stopLoss",
  "stop_loss.stop_price": "stopLoss",
  "stop_loss.limit_price": "stopLossLimit",
};

/** The server's reasons, by the field of the ticket that they belong to. */
export function errorsFrom(fields: Readonly<Record<string, string>>): Errors {
  const errors: Errors = {};
  for (const [name, reason] of Object.entries(fields)) {
    const field = FIELD_OF[name];
    if (field) errors[field] = reason;
  }
  return errors;
}
