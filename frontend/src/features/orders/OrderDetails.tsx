import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { whyQuery } from "@/api/orders";
import type { Order } from "@/api/types";
import { Fills } from "@/features/orders/Fills";
import { money } from "@/kernel/format";
import { fullTime } from "@/kernel/time";
import { Private } from "@/ui/Private";
import { Warning } from "@/ui/Warning";

/** How many columns the table has at its widest. */
export const COLUMNS = 8;

/** Everything about one order: why it waits or was refused, its fills with their receipts. */
export function OrderDetails({ id, order }: { id: string; order: Order }) {
  return (
    <tr id={id} data-testid="order-details">
      <td colSpan={COLUMNS} className="bg-bg! whitespace-normal!">
        <div className="grid gap-x-6 gap-y-3 px-3 py-2 @min-[640px]:grid-cols-[1fr_2fr]">
          <dl className="grid grid-cols-[auto_1fr] content-start gap-x-3 gap-y-0.5">
            <Fact name="Submitted">{fullTime(order.submitted_at)}</Fact>
            <Fact name="Last change">
              {fullTime(order.updated_at)} · version {order.version}
            </Fact>
            {order.expires_at && <Fact name="Expires">{fullTime(order.expires_at)}</Fact>}
            {order.triggered_at && <Fact name="Triggered">{fullTime(order.triggered_at)}</Fact>}
            <Fact name="Time in force">{order.time_in_force}</Fact>
            <Fact name="Reserved">
              <Private>{money(order.reserved_cash)}</Private>
            </Fact>
            <Fact name="Order id">{order.order_id}</Fact>
          </dl>
          <div className="flex min-w-0 flex-col gap-2">
            {order.status === "PENDING" && <WhyPending order={order} />}
            {order.reason && <Warning testId="order-reason">{order.reason}</Warning>}
            <Fills order={order} />
          </div>
        </div>
      </td>
    </tr>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-2xs text-dim">{name}</dt>
      <dd className="figure min-w-0 truncate text-2xs text-text">{children}</dd>
    </>
  );
}

function WhyPending({ order }: { order: Order }) {
  const why = useQuery(whyQuery(order.order_id, order.version));
  return (
    <div>
      <h3 className="label">Why not filled yet</h3>
      <p data-testid="order-why" className="text-xs text-text">
        {why.data?.detail ?? (why.isError ? why.error.message : "Asking the engine…")}
        {why.data?.blocked_by === "market_closed" && why.data.until && (
          <span className="figure"> That is {fullTime(why.data.until)}.</span>
        )}
      </p>
    </div>
  );
}
