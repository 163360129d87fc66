import type { Order } from "@/api/types";
import { OrderRow } from "@/features/orders/OrderRow";
import { rowNavigation } from "@/ui/rows";

interface OrdersTableProps {
  ids: readonly string[];
  /** Orders that the socket does not bring, by id. */
  older?: ReadonlyMap<string, Order>;
}

export function OrdersTable({ ids, older }: OrdersTableProps) {
  return (
    <table className="grid-table">
      <caption className="sr-only">Orders</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="@max-[560px]:sr-only">Time</span>
          </th>
          <th scope="col">Side</th>
          <th scope="col">Symbol</th>
          <th scope="col" className="num">
            <span className="@max-[560px]:sr-only">Filled/</span>Qty
          </th>
          <th scope="col">Type</th>
          <th scope="col" className="num @max-[640px]:hidden">
            Avg price
          </th>
          <th scope="col">Status</th>
          <th scope="col" className="num">
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody {...rowNavigation}>
        {ids.map((id) => (
          <OrderRow key={id} id={id} older={older?.get(id)} />
        ))}
      </tbody>
    </table>
  );
}
