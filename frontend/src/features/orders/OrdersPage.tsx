import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { type OrderFilter, ordersQuery } from "@/api/orders";
import { CancelAll } from "@/features/orders/CancelAll";
import { EVERYTHING, filterOf, idsLike } from "@/features/orders/filter";
import { OrderFilters } from "@/features/orders/OrderFilters";
import { OrdersTable } from "@/features/orders/OrdersTable";
import { serverNow } from "@/live/clock";
import { useLive } from "@/live/store";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { FileLinks } from "@/ui/FileLinks";
import { Loaded } from "@/ui/Loaded";
import { OlderOnes } from "@/ui/OlderOnes";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";

const appRoute = getRouteApi("/app");

/** Every order there ever was in the account: live ones as they are now, older ones page by page. */
export function OrdersPage() {
  const { session } = appRoute.useRouteContext();
  return <AllOrders accountId={session.account.account_id} />;
}

export function AllOrders({ accountId }: { accountId: string }) {
  const [choice, setChoice] = useState(EVERYTHING);
  const filter = useMemo(() => filterOf(choice, serverNow()), [choice]);
  const pending = useLive(
    ({ orders }) => Object.values(orders).filter(({ status }) => status === "PENDING").length,
  );
  return (
    <Page title="Orders" tools={<OrderFilters choice={choice} onChange={setChoice} />}>
      <Panel
        name="orders"
        title="Orders"
        tools={
          <>
            <span className="flex gap-1.5">
              <FileLinks
                accountId={accountId}
                file="exports/orders"
                what="orders"
                filter={filter.from === undefined ? {} : { from: filter.from }}
              />
            </span>
            <CancelAll pending={pending} />
          </>
        }
      >
        <Found accountId={accountId} filter={filter} onEverything={() => setChoice(EVERYTHING)} />
      </Panel>
    </Page>
  );
}

interface FoundProps {
  accountId: string;
  filter: OrderFilter;
  onEverything: () => void;
}

function Found({ accountId, filter, onEverything }: FoundProps) {
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
