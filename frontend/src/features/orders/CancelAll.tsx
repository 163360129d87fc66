import { useState } from "react";
import { cancelAllOrders } from "@/api/orders";
import { asProblem } from "@/api/problem";
import { preferencesStore } from "@/kernel/preferences";
import { applyOrder, useLive } from "@/live/store";
import { Button } from "@/ui/Button";
import { confirm } from "@/ui/confirm";
import { notify } from "@/ui/notify";
import { useKey } from "@/ui/useKey";

/** Cancels every pending order in one step of the book; Shift and X do the same. */
export function CancelAll({ pending }: { pending: number }) {
  const accountId = useLive((state) => state.account?.account_id);
  const [busy, setBusy] = useState(false);
  const usable = pending > 0 && accountId !== undefined && !busy;
  useKey("shift+x", () => void cancelAll(), usable);

  async function cancelAll(): Promise<void> {
    if (!accountId || busy) return;
    const orders = pending === 1 ? "1 order" : `${pending} orders`;
    const question = {
      title: `Cancel ${orders}?`,
      text: "Every pending order of this account is cancelled in one step, for good.",
      action: `Cancel ${orders}`,
    };
    if (preferencesStore.getState().confirmBulk && !(await confirm(question))) return;
    setBusy(true);
    try {
      for (const order of await cancelAllOrders(accountId)) applyOrder(order);
    } catch (error) {
      notify("bad", `Not cancelled: ${asProblem(error).message}`);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Button
      size="row"
      disabled={!usable}
      title="Cancel all pending orders (Shift+X)"
      onClick={() => void cancelAll()}
      className="ml-auto"
    >
      Cancel all
    </Button>
  );
}
