import Pencil from "lucide-react/icons/pencil";
import SendHorizontal from "lucide-react/icons/send-horizontal";
import X from "lucide-react/icons/x";
import { useShallow } from "zustand/react/shallow";
import type { Order } from "@/api/types";
import { termsText } from "@/features/orders/terms";
import { useOrderActions } from "@/features/orders/useOrderActions";
import { remaining } from "@/kernel/time";
import { sizeOf } from "@/live/announce";
import { useServerNow } from "@/live/clock";
import type { LiveState } from "@/live/state";
import { useLive } from "@/live/store";
import { HoldRing } from "@/ui/HoldCountdown";
import { IconButton } from "@/ui/IconButton";
import { notify } from "@/ui/notify";
import { Private } from "@/ui/Private";

interface HeldOrdersProps {
  /** Takes the trader to where the order is edited. */
  onEdit: (orderId: string) => void;
}

function pendingWithHold({ orders, orderIds }: LiveState): string[] {
  return orderIds.filter((id) => orders[id]?.status === "PENDING" && orders[id]?.hold_until);
}

/** Orders in their hold window, each with the time left in which it may be changed or taken back. */
export function HeldOrders({ onEdit }: HeldOrdersProps) {
  const ids = useLive(useShallow(pendingWithHold));
  return ids.map((id) => <Held key={id} id={id} onEdit={onEdit} />);
}

function Held({ id, onEdit }: { id: string } & HeldOrdersProps) {
  const order = useLive((state) => state.orders[id]);
  return order ? <Running order={order} onEdit={onEdit} /> : null;
}

function Running({ order, onEdit }: { order: Order } & HeldOrdersProps) {
  const now = useServerNow();
  const actions = useOrderActions(order);
  const end = Date.parse(order.hold_until ?? "");

  /** Ends the hold: the engine may have the order. */
  async function release(): Promise<void> {
    const problem = await actions.replace({ hold_seconds: 0, expected_version: order.version });
    if (problem) notify("bad", `Not sent: ${problem.message}`);
  }

  if (!(now < end)) return null;
  return (
    <div
      data-testid="held-order"
      data-order-id={order.order_id}
      className="flex items-center gap-2 rounded-sm border border-gold/50 bg-raised px-2 py-1.5"
    >
      <span className="relative flex size-11 shrink-0 items-center justify-center">
        <HoldRing
          share={(end - now) / (end - Date.parse(order.working_since))}
          className="absolute inset-0 size-11"
        />
        <span className="figure text-2xs text-gold">{remaining(end - now)}</span>
      </span>
      <span className="min-w-0 flex-1 truncate text-xs">
        <span className="text-dim">Held:</span> {order.side.toLowerCase()}{" "}
        <Private>{sizeOf(order)}</Private> {order.symbol}
        <span className="block truncate text-2xs text-dim">{termsText(order)}</span>
      </span>
      <IconButton
        label={`Send the held ${order.symbol} order now`}
        icon={SendHorizontal}
        disabled={actions.busy}
        onClick={release}
      />
      <IconButton
        label={`Edit the held ${order.symbol} order`}
        icon={Pencil}
        onClick={() => onEdit(order.order_id)}
      />
      <IconButton
        label={`Cancel the held ${order.symbol} order`}
        icon={X}
        disabled={actions.busy}
        onClick={actions.cancel}
      />
    </div>
  );
}
