/** Closing and flipping positions: asked once, sent once, told once. */

import { closePosition } from "@/api/orders";
import { asProblem } from "@/api/problem";
import type { Position } from "@/api/types";
import { quantity } from "@/kernel/format";
import { newId } from "@/kernel/ids";
import { preferencesStore } from "@/kernel/preferences";
import { privately } from "@/kernel/privacy";
import { applyOrder, liveStore } from "@/live/store";
import { confirm } from "@/ui/confirm";
import { notify } from "@/ui/notify";

export type Closing = "close" | "flip";

/** The `client_order_id` of each intent whose outcome is not known: a retry is the same order. */
const intents = new Map<string, string>();
const running = new Set<string>();

export async function close(how: Closing, symbol: string): Promise<void> {
  const { account, positions } = liveStore.getState();
  const position = positions[symbol];
  if (!account || !position) return;
  const intent = `${account.account_id} ${how} ${symbol}`;
  if (running.has(intent)) return;
  running.add(intent);
  try {
    if (await mayProceed(how, position)) await send(how, account.account_id, symbol, intent);
  } finally {
    running.delete(intent);
  }
}

async function send(how: Closing, accountId: string, symbol: string, intent: string) {
  const id = intents.get(intent) ?? newId();
  intents.set(intent, id);
  try {
    const { order, cancelled } = await closePosition(how, accountId, symbol, id);
    intents.delete(intent);
    for (const each of cancelled) applyOrder(each);
    applyOrder(order);
  } catch (error) {
    const problem = asProblem(error);
    if (!problem.isUncertain) intents.delete(intent);
    if (problem.order) applyOrder(problem.order);
    const doubt = problem.isUncertain ? " It may have been sent; again is the same order." : "";
    notify(
      "bad",
      `${symbol} was not ${how === "close" ? "closed" : "flipped"}: ${problem.message}${doubt}`,
    );
  }
}

async function mayProceed(how: Closing, { symbol, quantity: held }: Position): Promise<boolean> {
  if (!preferencesStore.getState().confirmBulk) return true;
  const isShort = held.startsWith("-");
  const size = privately(quantity(isShort ? held.slice(1) : held));
  const side = isShort ? "Buy" : "Sell";
  if (how === "close") {
    return confirm({
      title: `Close ${symbol}?`,
      text: `${side} ${size} ${symbol} at market. Pending orders that hold these shares are cancelled.`,
      action: `${side} ${size} ${symbol}`,
    });
  }
  return confirm({
    title: `Flip ${symbol}?`,
    text: `${side} twice ${size} ${symbol} at market: from ${isShort ? "short" : "long"} ${size} to ${isShort ? "long" : "short"} ${size}.`,
    action: `Flip ${symbol}`,
  });
}
