import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { ClosedTable } from "@/features/positions/ClosedTable";
import { HistoryPanel } from "@/features/positions/HistoryPanel";
import { OPEN_COLUMNS, OpenTable } from "@/features/positions/OpenTable";
import { useLive } from "@/live/store";
import { ColumnPicker } from "@/ui/ColumnPicker";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";

const appRoute = getRouteApi("/app");

export function PositionsPage() {
  const { session } = appRoute.useRouteContext();
  return <Positions accountId={session.account.account_id} />;
}

/** What is held and what was, and the history of the position that is chosen. */
export function Positions({ accountId }: { accountId: string }) {
  const first = useLive((state) => state.heldSymbols[0] ?? state.closed[0]?.symbol ?? "");
  const [chosen, setChosen] = useState<string | null>(null);
  const symbol = chosen ?? first;
  return (
    <Page title="Positions">
      <div className="grid grow gap-1 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-1">
          <Panel
            title="Open"
            tools={
              <span className="ml-auto flex">
                <ColumnPicker of={OPEN_COLUMNS} />
              </span>
            }
          >
            <OpenTable chosen={symbol} onChoose={setChosen} />
          </Panel>
          <Panel title="Closed">
            <ClosedTable onChoose={setChosen} />
          </Panel>
        </div>
        <HistoryPanel accountId={accountId} symbol={symbol} />
      </div>
    </Page>
  );
}
