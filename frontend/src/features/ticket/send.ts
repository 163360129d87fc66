import { submitOrder, submitPair } from "@/api/orders";
import { asProblem, type Problem } from "@/api/problem";
import { type Draft, errorsFrom, errorsIn, needs } from "@/features/ticket/draft";
import { mayBeSent } from "@/features/ticket/reducer";
import { dispatch, ticketStore } from "@/features/ticket/store";
import { deed, wishOf } from "@/features/ticket/wish";
import { newId } from "@/kernel/ids";
import { preferencesStore } from "@/kernel/preferences";
import { applyOrder } from "@/live/store";
import { confirm } from "@/ui/confirm";
import { notify } from "@/ui/notify";

/** Longer than the second click of a double click, shorter than a second decision. */
const REARM_MS = 700;

/**
 * Sends the ticket once. Whatever happens, what was typed stays in it. False where it was not
 * sent because a field is missing or wrong.
 */
export async function send(accountId: string): Promise<boolean> {
  const ticket = ticketStore.getState();
  if (!mayBeSent(ticket)) return true;
  const errors = errorsIn(ticket.draft);
  if (Object.keys(errors).length > 0) {
    dispatch({ type: "refused", text: "", errors, nextId: ticket.intentId });
    return false;
  }
  if (preferencesStore.getState().confirmOrders) {
    if (!(await isConfirmed(ticket.draft)) || ticketStore.getState() !== ticket) return true;
  }
  dispatch({ type: "sent" });
  try {
    const wish = wishOf(ticket.draft, accountId, ticket.intentId);
    if (wish.kind === "order") applyOrder(await submitOrder(wish.terms));
    else for (const order of await submitPair(wish.terms)) applyOrder(order);
    accept();
  } catch (error) {
    fail(asProblem(error));
  }
  return true;
}

/** Shows the order once more. */
function isConfirmed(draft: Draft): Promise<boolean> {
  const { type } = draft;
  const exits = draft.exits === "on" || type === "OCO";
  const said = [
    needs(type, "stopPrice") && `Stop ${draft.stopPrice}.`,
    needs(type, "limitPrice") && `Limit ${draft.limitPrice}.`,
    needs(type, "trail") && `Trail ${draft.trail}${draft.trailBy === "percent" ? "%" : ""}.`,
    exits && draft.takeProfit && `Take profit ${draft.takeProfit}.`,
    exits && draft.stopLoss && `Stop loss ${draft.stopLoss}.`,
  ];
  return confirm({
    title: type === "OCO" ? "Send these orders?" : "Send this order?",
    text: [`${deed(draft)}, ${draft.timeInForce}.`, ...said].filter(Boolean).join(" "),
    action: draft.side === "BUY" ? "Buy" : "Sell",
  });
}

let rearming: ReturnType<typeof setTimeout> | undefined;

/** The order exists: the next click is a new intent, after a moment in which none is possible. */
export function accept(): void {
  dispatch({ type: "accepted", nextId: newId() });
  clearTimeout(rearming);
  rearming = setTimeout(() => dispatch({ type: "rearmed" }), REARM_MS);
}

function fail(problem: Problem): void {
  if (problem.isUncertain) {
    dispatch({ type: "lost", text: problem.message });
    notify("bad", `No answer to the order: ${problem.message}`);
    return;
  }
  dispatch({
    type: "refused",
    text: problem.message,
    errors: errorsFrom(problem.fields),
    nextId: newId(),
  });
  // A recorded refusal is announced with the order; one that left no order is announced here.
  if (problem.order) applyOrder(problem.order);
  else notify("bad", `Order refused: ${problem.message}`);
}
