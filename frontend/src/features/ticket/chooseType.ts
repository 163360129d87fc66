import type { Draft, TicketType } from "@/features/ticket/draft";
import { edit, ticketStore } from "@/features/ticket/store";
import { liveStore } from "@/live/store";

/** Chooses the order type; a pair of exits begins with what is held, on the side that ends it. */
export function chooseType(type: TicketType): void {
  edit(type === "OCO" ? { type, ...exitOfHeld() } : { type });
}

function exitOfHeld(): Partial<Draft> {
  const { symbol, quantity, timeInForce } = ticketStore.getState().draft;
  const held = liveStore.getState().positions[symbol]?.quantity;
  const lasts = timeInForce === "DAY" || timeInForce === "GTC";
  return {
    ...(lasts ? {} : { timeInForce: "GTC" }),
    ...(held && { side: held.startsWith("-") ? "BUY" : "SELL" }),
    ...(held && quantity.trim() === "" && { quantity: held.replace("-", "") }),
  };
}
