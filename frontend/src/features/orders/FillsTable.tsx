import clsx from "clsx";
import type { Execution } from "@/api/types";
import { ReceiptText } from "@/features/orders/ReceiptText";
import { money, price, quantity } from "@/kernel/format";
import { fullTime, shortTime } from "@/kernel/time";
import { serverNow } from "@/live/clock";
import { Private } from "@/ui/Private";

/** Every fill with what it cost and the receipt of how it came about. */
export function FillsTable({ fills }: { fills: readonly Execution[] }) {
  return (
    <table className="grid-table">
      <caption className="sr-only">Fills</caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Side</th>
          <th scope="col">Symbol</th>
          <th scope="col" className="num">
            Qty
          </th>
          <th scope="col" className="num">
            Price
          </th>
          <th scope="col" className="num @max-[480px]:hidden">
            Value
          </th>
          <th scope="col" className="num @max-[560px]:hidden">
            Fee
          </th>
          <th scope="col" className="@max-[800px]:hidden">
            Receipt
          </th>
        </tr>
      </thead>
      <tbody>
        {fills.map((fill) => (
          <Fill key={fill.execution_id} fill={fill} />
        ))}
      </tbody>
    </table>
  );
}

function Fill({ fill }: { fill: Execution }) {
  return (
    <tr data-testid="fill-row" data-order-id={fill.order_id}>
      <td className="figure text-dim" title={fullTime(fill.booked_at)}>
        {shortTime(fill.booked_at, serverNow())}
      </td>
      <td className={clsx("font-medium", fill.side === "BUY" ? "text-up" : "text-down")}>
        {fill.side}
      </td>
      <td className="font-medium">{fill.symbol}</td>
      <td className="num figure">
        <Private>{quantity(fill.last_quantity)}</Private>
      </td>
      <td className="num figure">{price(fill.last_price)}</td>
      <td className="num figure @max-[480px]:hidden">
        <Private>{money(fill.notional)}</Private>
      </td>
      <td className="num figure text-dim @max-[560px]:hidden">
        <Private>{money(fill.commission)}</Private>
      </td>
      <td className="text-2xs text-dim @max-[800px]:hidden">
        <ReceiptText receipt={fill.receipt} />
      </td>
    </tr>
  );
}
