import { useState } from "react";
import { useShallow } from "zustand/react/shallow";
import type { OrderStatus } from "@/api/types";
import { CancelAll } from "@/features/orders/CancelAll";
import { OrdersTable } from "@/features/orders/OrdersTable";
import type { LiveState } from "@/live/state";
import { useLive } from "@/live/store";
import { Empty } from "@/ui/Empty";
import { Panel } from "@/ui/Panel";
import { TabList, TabPanel, Tabs } from "@/ui/Tabs";

const VIEWS = ["all", "pending", "filled", "other"] as const;
type View = (typeof VIEWS)[number];

const VIEW_OF: Record<OrderStatus, View> = {
  PENDING: "pending",
  FILLED: "filled",
  CANCELLED: "other",
  REJECTED: "other",
  EXPIRED: "other",
};

function idsIn(view: View) {
  return ({ orderIds, orders }: LiveState): string[] =>
    orderIds.filter((id) => {
      const order = orders[id];
      return order !== undefined && (view === "all" || VIEW_OF[order.status] === view);
    });
}

const EMPTY: Record<View, string> = {
  all: "No orders yet. The ticket sends the first one.",
  pending: "No pending orders.",
  filled: "No filled orders.",
  other: "No cancelled, rejected or expired orders.",
};

export function OrdersPanel() {
  const [view, setView] = useState<View>("all");
  const pending = useLive((state) => idsIn("pending")(state).length);
  return (
    <Tabs value={view} onChange={setView}>
      <Panel
        name="orders"
        title="Orders"
        tools={
          <>
            <TabList
              label="Orders"
              tabs={[
                { value: "all", label: "All" },
                { value: "pending", label: "Pending", count: pending },
                { value: "filled", label: "Filled" },
                { value: "other", label: "Other" },
              ]}
            />
            <CancelAll pending={pending} />
          </>
        }
      >
        {VIEWS.map((each) => (
          <TabPanel key={each} value={each}>
            <Orders view={each} />
          </TabPanel>
        ))}
      </Panel>
    </Tabs>
  );
}

function Orders({ view }: { view: View }) {
  const ids = useLive(useShallow(idsIn(view)));
  const ready = useLive((state) => state.ready.orders);
  if (ids.length === 0) return <Empty>{ready ? EMPTY[view] : "Waiting for orders…"}</Empty>;
  return <OrdersTable ids={ids} />;
}
