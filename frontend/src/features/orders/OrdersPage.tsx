import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { CancelAll } from "@/features/orders/CancelAll";
import { FoundFills } from "@/features/orders/FoundFills";
import { FoundOrders } from "@/features/orders/FoundOrders";
import { EVERYTHING, filterOf } from "@/features/orders/filter";
import { OrderFilters } from "@/features/orders/OrderFilters";
import { serverNow } from "@/live/clock";
import { useLive } from "@/live/store";
import { FileLinks } from "@/ui/FileLinks";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { TabList, TabPanel, Tabs } from "@/ui/Tabs";

const appRoute = getRouteApi("/app");
const VIEWS = [
  { value: "orders", label: "Orders" },
  { value: "fills", label: "Fills" },
] as const;

/** Every order there ever was in the account, and every fill with its receipt. */
export function OrdersPage() {
  const { session } = appRoute.useRouteContext();
  return <AllOrders accountId={session.account.account_id} />;
}

export function AllOrders({ accountId }: { accountId: string }) {
  const [view, setView] = useState<"orders" | "fills">("orders");
  const [choice, setChoice] = useState(EVERYTHING);
  const filter = useMemo(() => filterOf(choice, serverNow()), [choice]);
  const pending = useLive(
    ({ orders }) => Object.values(orders).filter(({ status }) => status === "PENDING").length,
  );
  const { status, ...exported } = filter;
  return (
    <Page
      title="Orders"
      tools={<OrderFilters choice={choice} onChange={setChoice} states={view === "orders"} />}
    >
      <Tabs value={view} onChange={setView}>
        <Panel
          name="orders"
          title="History"
          tools={
            <>
              <TabList label="Orders and fills" tabs={VIEWS} />
              <span className="flex gap-1.5">
                <FileLinks
                  accountId={accountId}
                  file={`exports/${view}`}
                  what={view}
                  filter={exported}
                />
              </span>
              <CancelAll pending={pending} />
            </>
          }
        >
          <TabPanel value="orders">
            <FoundOrders
              accountId={accountId}
              filter={filter}
              onEverything={() => setChoice(EVERYTHING)}
            />
          </TabPanel>
          <TabPanel value="fills">
            <FoundFills accountId={accountId} filter={filter} />
          </TabPanel>
        </Panel>
      </Tabs>
    </Page>
  );
}
