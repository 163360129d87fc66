import { type ReactNode, useMemo, useState } from "react";
import { serverNow } from "@/live/clock";
import { FileLinks } from "@/ui/FileLinks";
import { Panel } from "@/ui/Panel";
import { Segmented } from "@/ui/Segmented";

const TIMES = [
  { value: "30", label: "30 D", title: "The last 30 days" },
  { value: "365", label: "1 Y", title: "The last year" },
  { value: "ever", label: "Ever", title: "Since the account was opened" },
] as const;

const DAY_MS = 86_400_000;

/** Files for a spreadsheet. Sums in a workbook are formulas. */
export function ExportsPanel({ accountId }: { accountId: string }) {
  const [time, setTime] = useState<(typeof TIMES)[number]["value"]>("ever");
  const filter = useMemo(
    () =>
      time === "ever" ? {} : { from: new Date(serverNow() - Number(time) * DAY_MS).toISOString() },
    [time],
  );
  return (
    <Panel
      title="Exports"
      tools={
        <div className="ml-auto">
          <Segmented legend="Time" options={TIMES} value={time} onChange={setTime} />
        </div>
      }
    >
      <ul>
        <Export name="Orders" tells="Every order with its terms and what became of it.">
          <FileLinks accountId={accountId} file="exports/orders" what="orders" filter={filter} />
        </Export>
        <Export name="Fills" tells="Every fill with the quote that made it, and its fee.">
          <FileLinks accountId={accountId} file="exports/fills" what="fills" filter={filter} />
        </Export>
        <Export
          name="Round trips"
          tells="Every closed position: result, excursions, verdict, tags, note."
        >
          <FileLinks
            accountId={accountId}
            file="exports/round-trips"
            what="round trips"
            filter={filter}
          />
        </Export>
        <Export name="Equity" tells="What the account was worth, as finely as it is still known.">
          <FileLinks accountId={accountId} file="exports/equity" what="equity" filter={filter} />
        </Export>
      </ul>
    </Panel>
  );
}

interface ExportProps {
  name: string;
  tells: string;
  children: ReactNode;
}

function Export({ name, tells, children }: ExportProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-3 py-2.5 last:border-b-0">
      <div className="min-w-40 grow">
        <h3 className="text-sm font-medium">{name}</h3>
        <p className="text-xs text-dim">{tells}</p>
      </div>
      <div className="flex gap-1.5">{children}</div>
    </li>
  );
}
