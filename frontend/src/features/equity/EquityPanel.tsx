import { useState } from "react";
import type { Period } from "@/api/types";
import { EquityMeter } from "@/features/equity/EquityMeter";
import { EquityOverTime } from "@/features/equity/EquityOverTime";
import { ProfitCards } from "@/features/equity/ProfitCards";
import { useLive } from "@/live/store";
import { Empty } from "@/ui/Empty";
import { Panel } from "@/ui/Panel";
import { Segmented } from "@/ui/Segmented";

const PERIODS: readonly { value: Period; label: string; title: string }[] = [
  { value: "1D", label: "1D", title: "One day" },
  { value: "1W", label: "1W", title: "One week" },
  { value: "1M", label: "1M", title: "One month" },
  { value: "3M", label: "3M", title: "Three months" },
  { value: "1Y", label: "1Y", title: "One year" },
  { value: "ALL", label: "All", title: "Since the account was opened" },
];

/** How the account is doing: meter, results, and equity over time. */
export function EquityPanel() {
  const [period, setPeriod] = useState<Period>("1D");
  const accountId = useLive((state) => state.account?.account_id);
  return (
    <Panel
      name="equity"
      focusable
      title="Equity"
      tools={
        <div className="ml-auto">
          <Segmented legend="Period" options={PERIODS} value={period} onChange={setPeriod} />
        </div>
      }
    >
      {accountId ? (
        <div className="flex min-h-full flex-col">
          <EquityMeter />
          <ProfitCards />
          <EquityOverTime accountId={accountId} period={period} />
        </div>
      ) : (
        <Empty>Waiting for the account…</Empty>
      )}
    </Panel>
  );
}
