/** What a trader is about to order: the fields as typed, and what is wrong with them. Pure. */

import type { OrderType, Side, TimeInForce } from "@/api/types";
import { readDecimal, signOf } from "@/kernel/decimal";
import { HOLD_SECONDS_MAX } from "@/kernel/preferences";

/** The types of orders, and a pair of exits of which one cancels the other. */
export type TicketType = OrderType | "OCO";

export interface Draft {
  symbol: string;
  side: Side;
  type: TicketType;
  timeInForce: TimeInForce;
  /** Whether a limit may fill before the open and after the close. */
  extendedHours: "off" | "on";
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
  extendedHours: "off",
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
export type NumberField = PriceField | Draft["sizeBy"];

const PRICES_OF: Record<TicketType, readonly PriceField[]> = {
  MARKET: [],
  LIMIT: ["limitPrice"],
  STOP: ["stopPrice"],
  STOP_LIMIT: ["stopPrice", "limitPrice"],
  TRAILING_STOP: ["trail"],
  OCO: [],
};

export function needs(type: TicketType, field: PriceField): boolean {
  return PRICES_OF[type].includes(field);
}

/** The numbers that an order of this type needs. */
export function numbersOf({ type, sizeBy }: Draft): NumberField[] {
  return [type === "OCO" ? "quantity" : sizeBy, ...PRICES_OF[type]];
}

/** Whether the order may ask for extended hours: only limits that can wait trade in them. */
export function mayExtend({ type, timeInForce }: Draft): boolean {
  return type === "LIMIT" && (timeInForce === "DAY" || timeInForce === "GTC");
}

/** What cannot be sent as it is typed. Everything else is for the server to judge. */
export function errorsIn(draft: Draft): Errors {
  const errors: Errors = {};
  if (draft.symbol.trim() === "") errors.symbol = "Which symbol?";
  for (const field of numbersOf(draft)) {
    const error = numberError(draft[field]);
    if (error) errors[field] = error;
  }
  if (draft.exits === "on" || draft.type === "OCO") Object.assign(errors, exitErrors(draft));
  if (draft.type !== "OCO" && !isHold(draft.holdSeconds)) {
    errors.holdSeconds = `Whole seconds, 0 to ${HOLD_SECONDS_MAX}.`;
  }
  return errors;
}

function isHold(text: string): boolean {
  const seconds = Number(text.trim() || "0");
  return Number.isInteger(seconds) && seconds >= 0 && seconds <= HOLD_SECONDS_MAX;
}

function exitErrors({ type, takeProfit, stopLoss, stopLossLimit }: Draft): Errors {
  const errors: Errors = {};
  if (type === "OCO") {
    if (takeProfit.trim() === "") errors.takeProfit = "Needed.";
    if (stopLoss.trim() === "") errors.stopLoss = "Needed.";
  } else if (takeProfit.trim() === "" && stopLoss.trim() === "") {
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

const FIELD_OF: Record<string, DraftField> = {
  symbol: "symbol",
  side: "side",
  type: "type",
  time_in_force: "timeInForce",
  extended_hours: "extendedHours",
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
