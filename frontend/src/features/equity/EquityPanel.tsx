import { EquityMeter } from "@/features/equity/EquityMeter";
import { ProfitCards } from "@/features/equity/ProfitCards";
import { useLive } from "@/live/store";
import { Empty } from "@/ui/Empty";
import { Panel } from "@/ui/Panel";

/** How the account is doing: meter, results, and equity over time. */
export function EquityPanel() {
  const known = useLive((state) => state.account !== null);
  return (
    <Panel name="equity" title="Equity">
      {known ? (
        <div className="flex min-h-full flex-col">
          <EquityMeter />
          <ProfitCards />
        </div>
      ) : (
        <Empty>Waiting for the account…</Empty>
      )}
    </Panel>
  );
}
