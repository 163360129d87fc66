import { useState } from "react";
import { cancelOrder, replaceOrder } from "@/api/orders";
import { asProblem, type Problem } from "@/api/problem";
import type { Order, OrderChanges } from "@/api/types";
import { applyOrder } from "@/live/store";
import { notify } from "@/ui/notify";

export interface OrderActions {
  /** A request about this order is on its way. */
  busy: boolean;
  cancel: () => Promise<void>;
  /** Resolves to null where the change was made, else to why not. */
  replace: (changes: OrderChanges) => Promise<Problem | null>;
}

/** Changing and cancelling one order. Whatever the answer, the row shows the order as it now is. */
export function useOrderActions(order: Order): OrderActions {
  const [busy, setBusy] = useState(false);

  async function request(send: () => Promise<Order>): Promise<Problem | null> {
    setBusy(true);
    try {
      applyOrder(await send());
      return null;
    } catch (error) {
      const problem = asProblem(error);
      if (problem.order) applyOrder(problem.order);
      return problem;
    } finally {
      setBusy(false);
    }
  }

  return {
    busy,
    cancel: async () => {
      if (busy) return;
      const problem = await request(() => cancelOrder(order.order_id));
      if (problem) notify("bad", `Not cancelled: ${problem.message}`);
    },
    replace: (changes) => request(() => replaceOrder(order.order_id, changes)),
  };
}
