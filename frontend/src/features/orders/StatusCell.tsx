import clsx from "clsx";
import type { Order } from "@/api/types";
import { pendingPhase, STATUS_LOOKS } from "@/features/orders/status";
import { discreetly } from "@/kernel/privacy";
import { HoldCountdown } from "@/ui/HoldCountdown";
import { Discreet } from "@/ui/Private";

/** Shape and word; beside them what a pending order waits for, or why one was refused. */
export function StatusCell({ order }: { order: Order }) {
  const { word, icon: Icon, className } = STATUS_LOOKS[order.status];
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <span className={clsx("flex items-center gap-1 font-medium", className)}>
        <Icon aria-hidden className="size-3.5" strokeWidth={1.75} />
        <span data-testid="order-status">{word}</span>
      </span>
      <span
        className="min-w-0 truncate text-2xs text-dim"
        title={order.reason ? discreetly(order.reason) : undefined}
      >
        {order.status === "PENDING" ? (
          <HoldCountdown
            from={order.working_since}
            until={order.hold_until ?? null}
            after={<span className="@max-[640px]:hidden">{pendingPhase(order)}</span>}
          />
        ) : (
          <span className="@max-[640px]:hidden">
            <Discreet>{order.reason}</Discreet>
          </span>
        )}
      </span>
    </span>
  );
}
