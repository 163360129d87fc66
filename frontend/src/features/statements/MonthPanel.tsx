import { useId, useState } from "react";
import { monthName, monthsSince } from "@/kernel/time";
import { serverNow } from "@/live/clock";
import { FileLinks } from "@/ui/FileLinks";
import { Panel } from "@/ui/Panel";

interface MonthPanelProps {
  accountId: string;
  openedAt: string;
}

/** A statement of one month: equity before and after, its round trips, and the equity curve. */
export function MonthPanel({ accountId, openedAt }: MonthPanelProps) {
  const id = useId();
  const [months] = useState(() => monthsSince(openedAt, serverNow()));
  const [month, setMonth] = useState(months[0] ?? "");
  return (
    <Panel title="Monthly statement">
      <div className="flex flex-wrap items-center gap-3 px-3 py-2.5">
        <label htmlFor={id} className="text-sm">
          Month
        </label>
        <select
          id={id}
          value={month}
          onChange={(event) => setMonth(event.target.value)}
          className="h-7 rounded-sm border border-line bg-field px-2 text-xs hover:border-edge"
        >
          {months.map((each) => (
            <option key={each} value={each}>
              {monthName(each)}
            </option>
          ))}
        </select>
        <div className="ml-auto flex gap-1.5">
          <FileLinks accountId={accountId} file={`statements/${month}`} what="the statement" />
        </div>
      </div>
    </Panel>
  );
}
