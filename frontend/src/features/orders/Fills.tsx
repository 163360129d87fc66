import { useQuery } from "@tanstack/react-query";
import { executionsQuery } from "@/api/orders";
import type { Execution, Order } from "@/api/types";
import { money, price, quantity } from "@/kernel/format";
import { age, clockTime } from "@/kernel/time";
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
  const { receipt } = fill;
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
        {receipt.rule} · bid {sized(receipt.bid, receipt.bid_size)} · ask{" "}
        {sized(receipt.ask, receipt.ask_size)} · last{" "}
        <span className="figure">{price(receipt.last)}</span> · {receipt.source}, {receipt.quality},{" "}
        {age(receipt.age_ms)} old · model {receipt.model} v{receipt.model_version}
      </p>
    </li>
  );
}

function sized(value: string | null, size: string | null) {
  return (
    <span className="figure">
      {price(value)}
      {size !== null && `×${quantity(size)}`}
    </span>
  );
}
