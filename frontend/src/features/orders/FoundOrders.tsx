import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type OrderFilter, ordersQuery } from "@/api/orders";
import { idsLike } from "@/features/orders/filter";
import { OrdersTable } from "@/features/orders/OrdersTable";
import { useLive } from "@/live/store";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Loaded } from "@/ui/Loaded";
import { OlderOnes } from "@/ui/OlderOnes";

interface FoundOrdersProps {
  accountId: string;
  filter: OrderFilter;
  onEverything: () => void;
}

/** Live orders as they are now, older ones page by page. */
export function FoundOrders({ accountId, filter, onEverything }: FoundOrdersProps) {
  const query = useInfiniteQuery(ordersQuery(accountId, filter));
  const older = useMemo(() => {
    const orders = query.data?.pages.flatMap((page) => page.orders) ?? [];
    return new Map(orders.map((order) => [order.order_id, order]));
  }, [query.data]);
  const live = useLive((state) => state.orders);
  const ids = useMemo(() => idsLike(filter, live, older), [filter, live, older]);
  return (
    <Loaded query={query} what="the orders">
      {() => {
        if (ids.length === 0) {
          return Object.keys(filter).length === 0 ? (
            <Empty>No orders yet. The ticket sends the first one.</Empty>
          ) : (
            <div className="flex items-center gap-3 pr-3">
              <Empty>No order is like that.</Empty>
              <Button onClick={onEverything}>Show all</Button>
            </div>
          );
        }
        return (
          <>
            <OrdersTable ids={ids} older={older} />
            <OlderOnes pages={query} />
          </>
        );
      }}
    </Loaded>
  );
}
