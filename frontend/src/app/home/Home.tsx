import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { PaneBar } from "@/app/home/PaneBar";
import type { Pane } from "@/app/home/panes";
import { useHomeKeys } from "@/app/home/useHomeKeys";
import { WideHome } from "@/app/home/WideHome";
import { ChartPanel } from "@/features/chart/ChartPanel";
import { EquityPanel } from "@/features/equity/EquityPanel";
import { HeldOrders } from "@/features/orders/HeldOrders";
import { OrdersPanel } from "@/features/orders/OrdersPanel";
import { PositionsPanel } from "@/features/positions/PositionsPanel";
import { QuotesPanel } from "@/features/quotes/QuotesPanel";
import { edit, useTicket } from "@/features/ticket/store";
import { TicketPanel } from "@/features/ticket/TicketPanel";
import { Welcome } from "@/features/welcome/Welcome";
import { useMedia } from "@/ui/useMedia";

const appRoute = getRouteApi("/app");
const homeRoute = getRouteApi("/app/home");

/** The war room. It alone knows which panels there are and what passes between them. */
export function Home() {
  const { session } = appRoute.useRouteContext();
  const { symbol } = homeRoute.useSearch();
  const navigate = homeRoute.useNavigate();
  const chosen = useTicket((ticket) => ticket.draft.symbol);
  const [pane, setPane] = useState<Pane>("ticket");
  const isWide = useMedia("(min-width: 1024px)");
  useHomeKeys(setPane);

  useEffect(() => {
    if (!symbol) return;
    edit({ symbol });
    setPane("ticket");
  }, [symbol]);

  const choose = useCallback(
    (wanted: string) => {
      edit({ symbol: wanted });
      setPane("ticket");
      void navigate({ search: { symbol: wanted }, replace: true });
    },
    [navigate],
  );

  const editHeld = useCallback((orderId: string) => {
    setPane("orders");
    // The row may have to appear first.
    requestAnimationFrame(() => {
      const row = document.querySelector(`[data-testid=order-row][data-order-id="${orderId}"]`);
      row?.querySelector<HTMLElement>("[aria-label='Edit order']")?.click();
    });
  }, []);

  const panels: Record<Pane, ReactNode> = {
    quotes: <QuotesPanel chosen={chosen} onChoose={choose} />,
    chart: <ChartPanel symbol={chosen} />,
    positions: <PositionsPanel onChoose={choose} />,
    orders: <OrdersPanel />,
    ticket: (
      <TicketPanel accountId={session.account.account_id}>
        <HeldOrders onEdit={editHeld} />
      </TicketPanel>
    ),
    equity: <EquityPanel />,
  };

  return (
    <main className="flex min-h-0 min-w-0 flex-1 flex-col">
      <h1 className="sr-only">War room</h1>
      <Welcome onDone={() => void navigate({ to: "/app/home", search: true })} />
      {isWide ? (
        <WideHome panels={panels} />
      ) : (
        <>
          <div className="flex min-h-0 flex-1 flex-col p-1 *:flex-1 [&_[data-panel]]:flex-1">
            {panels[pane]}
          </div>
          <PaneBar pane={pane} onChange={setPane} />
        </>
      )}
    </main>
  );
}
