import { OrdersPanel } from "@/features/orders/OrdersPanel";
import { Page } from "@/ui/Page";

export function OrdersPage() {
  return (
    <Page title="Orders">
      <OrdersPanel />
    </Page>
  );
}
