/** What travels on `/api/v1/ws`. Server messages are generated types; the client's are these. */

import type { Resolution, ServerMessage } from "@/api/types";

export type Channel = "portfolio" | "orders" | "quotes";

export const CHANNELS: readonly Channel[] = ["portfolio", "orders", "quotes"];

export type ClientMessage =
  | { op: "sub"; ch: "portfolio" | "orders"; account_id: string }
  | { op: "sub"; ch: "quotes"; symbols: string[] }
  | { op: "sub" | "unsub"; ch: "bars"; symbol: string; resolution: Resolution }
  | { op: "ping" };

export const CLOSED_SIGNED_OUT = 4001;

export function subscription(channel: Channel, accountId: string): ClientMessage {
  return channel === "quotes"
    ? { op: "sub", ch: channel, symbols: ["*"] }
    : { op: "sub", ch: channel, account_id: accountId };
}

/** Reads one frame; null for anything that is not a message, which is then ignored. */
export function parse(frame: unknown): ServerMessage | null {
  if (typeof frame !== "string") return null;
  try {
    const message: unknown = JSON.parse(frame);
    return typeof message === "object" && message !== null && "type" in message
      ? (message as ServerMessage)
      : null;
  } catch {
    return null;
  }
}
