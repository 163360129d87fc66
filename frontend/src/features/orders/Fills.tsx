import { useQuery } from "@tanstack/react-query";
import { executionsQuery } from "@/api/orders";
import type { Execution, Order } from "@/api/types";
import { ReceiptText } from "@/features/orders/ReceiptText";
import { money, price, quantity } from "@/kernel/format";
import { clockTime } from "@/kernel/time";
import { Private } from "@/ui/Private";
import { Warning } from "@/ui/Warning";

/** The fills of an order. Each receipt shows the quote that was used and the rule applied to it. */
export function Fills({ order }: { order: Order }) {
  const { data: fills, error } = useQuery(executionsQuery(order.order_id, order.version));
  if (error) return <Warning>Fills: {error.message}</Warning>;
  if (!fills) return <p className="text-xs text-dim">Loading fills…</p>;
  if (fills.length === 0) {
    return order.status === "PENDING" ? null : <p className="text-xs text-dim">No fills.</p>;
  }
  return (
    <div>
      <h3 className="label">Fills</h3>
      <ol className="flex flex-col gap-1.5">
        {fills.map((fill) => (
          <Fill key={fill.execution_id} fill={fill} />
        ))}
      </ol>
    </div>
  );
}

function Fill({ fill }: { fill: Execution }) {
  return (
    <li data-testid="fill" className="text-xs">
      <p className="text-text">
        <span className="figure">
          <Private>{quantity(fill.last_quantity)}</Private> × {price(fill.last_price)}
        </span>{" "}
        ={" "}
        <span className="figure">
          <Private>{money(fill.notional)}</Private>
        </span>
        <span className="text-dim">
          {" "}
          · commission{" "}
          <span className="figure">
            <Private>{money(fill.commission)}</Private>
          </span>{" "}
          · <span className="figure">{clockTime(fill.booked_at)}</span>
        </span>
      </p>
      <p className="text-2xs text-dim">
        <ReceiptText receipt={fill.receipt} />
      </p>
    </li>
  );
}
