import { getRouteApi } from "@tanstack/react-router";
import clsx from "clsx";
import { useCallback, useEffect, useState } from "react";
import { type Pane, PaneBar } from "@/app/home/PaneBar";
import { OrdersPanel } from "@/features/orders/OrdersPanel";
import { PositionsPanel } from "@/features/positions/PositionsPanel";
import { QuotesPanel } from "@/features/quotes/QuotesPanel";
import { SEND_BUTTON_ID } from "@/features/ticket/SendButton";
import { edit, useTicket } from "@/features/ticket/store";
import { TicketPanel } from "@/features/ticket/TicketPanel";

const appRoute = getRouteApi("/app");
const homeRoute = getRouteApi("/app/home");

/** The war room. It alone knows which panels there are and what passes between them. */
export function Home() {
  const { session } = appRoute.useRouteContext();
  const { symbol } = homeRoute.useSearch();
  const navigate = homeRoute.useNavigate();
  const chosen = useTicket((ticket) => ticket.draft.symbol);
  const [pane, setPane] = useState<Pane>("ticket");

  useEffect(() => {
    if (symbol) edit({ symbol });
  }, [symbol]);

  const choose = useCallback(
    (wanted: string) => {
      edit({ symbol: wanted });
      setPane("ticket");
      void navigate({ search: { symbol: wanted }, replace: true });
    },
    [navigate],
  );

  const close = useCallback((held: string, quantity: string) => {
    const isShort = quantity.startsWith("-");
    edit({
      symbol: held,
      side: isShort ? "BUY" : "SELL",
      type: "MARKET",
      timeInForce: "DAY",
      quantity: isShort ? quantity.slice(1) : quantity,
      holdSeconds: "0",
    });
    setPane("ticket");
    // Two keys close a position: Close, then Enter on the button that says what it will do.
    requestAnimationFrame(() => document.getElementById(SEND_BUTTON_ID)?.focus());
  }, []);

  const show = (name: Pane) => clsx(pane !== name && "max-lg:hidden");

  return (
    <main className="flex min-h-0 flex-1 flex-col">
      <h1 className="sr-only">War room</h1>
      <div className="grid min-h-0 flex-1 gap-1 p-1 max-lg:grid-rows-1 lg:grid-cols-[328px_minmax(0,1fr)_264px] lg:grid-rows-[minmax(0,2fr)_minmax(0,3fr)] 2xl:grid-cols-[400px_minmax(0,1fr)_320px]">
        <QuotesPanel
          chosen={chosen}
          onChoose={choose}
          className={clsx("lg:row-span-2", show("quotes"))}
        />
        <PositionsPanel onChoose={choose} onClose={close} className={show("positions")} />
        <TicketPanel
          accountId={session.account.account_id}
          className={clsx("lg:row-span-2", show("ticket"))}
        />
        <OrdersPanel className={show("orders")} />
      </div>
      <PaneBar pane={pane} onChange={setPane} />
    </main>
  );
}
