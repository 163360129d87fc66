import { useState } from "react";
import type { JournalTrip, Statistics } from "@/api/types";
import { TripRow } from "@/features/journal/TripRow";
import { money } from "@/kernel/format";
import { type Columns, useHidden } from "@/ui/columns";
import { Private } from "@/ui/Private";
import { Signed } from "@/ui/Signed";

interface TripsTableProps {
  accountId: string;
  trips: readonly JournalTrip[];
  /** Of all round trips that the filter lets through, also of those not loaded yet. */
  totals: Statistics | undefined;
}

const HEADS: readonly { name: string; title?: string; className: string }[] = [
  { name: "Symbol", className: "" },
  { name: "Side", className: "@max-[700px]:hidden" },
  { name: "Qty", className: "num @max-[480px]:hidden" },
  { name: "Entry", className: "num @max-[760px]:hidden" },
  { name: "Exit", className: "num @max-[760px]:hidden" },
  { name: "Realized", className: "num @max-[560px]:hidden" },
  { name: "Fees", className: "num @max-[860px]:hidden" },
  { name: "Net", title: "Realized less fees, and dividends", className: "num" },
  {
    name: "Worst",
    title: "The least it had gained, before fees",
    className: "num @max-[980px]:hidden",
  },
  {
    name: "Best",
    title: "The most it had gained, before fees",
    className: "num @max-[980px]:hidden",
  },
  { name: "Held", className: "num @max-[900px]:hidden" },
  { name: "Closed", className: "num @max-[560px]:hidden" },
  { name: "Verdict", className: "" },
  { name: "Tags", className: "@max-[1100px]:hidden" },
];

const STAYS = new Set(["Symbol", "Net", "Verdict"]);

export const TRIP_COLUMNS: Columns = {
  table: "round trips",
  columns: HEADS.map(({ name }) => ({ name, stays: STAYS.has(name) })),
};

export function TripsTable({ accountId, trips, totals }: TripsTableProps) {
  const [openId, setOpenId] = useState<string | null>(null);
  const hidden = useHidden(TRIP_COLUMNS);
  return (
    <table className="grid-table" data-hide={hidden}>
      <caption className="sr-only">Round trips</caption>
      <thead>
        <tr>
          {HEADS.map(({ name, title, className }) => (
            <th key={name} scope="col" title={title} className={className}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {trips.map((trip) => (
          <TripRow
            key={trip.round_trip_id}
            accountId={accountId}
            trip={trip}
            columns={HEADS.length}
            isOpen={trip.round_trip_id === openId}
            onToggle={() => setOpenId(trip.round_trip_id === openId ? null : trip.round_trip_id)}
          />
        ))}
      </tbody>
      {totals && <Totals totals={totals} />}
    </table>
  );
}

function Totals({ totals }: { totals: Statistics }) {
  return (
    <tfoot>
      <tr className="text-dim" data-testid="journal-totals">
        <td>Total</td>
        <td className="@max-[700px]:hidden" />
        <td className="@max-[480px]:hidden" />
        <td className="@max-[760px]:hidden" />
        <td className="@max-[760px]:hidden" />
        <td className="num @max-[560px]:hidden">
          <Signed value={totals.realized_pnl} as="money" />
        </td>
        <td className="num figure @max-[860px]:hidden">
          <Private>{money(totals.fees)}</Private>
        </td>
        <td className="num">
          <Signed value={totals.net_pnl} as="money" testId="journal-net" />
        </td>
        <td className="@max-[980px]:hidden" />
        <td className="@max-[980px]:hidden" />
        <td className="@max-[900px]:hidden" />
        <td className="@max-[560px]:hidden" />
        <td />
        <td className="@max-[1100px]:hidden" />
      </tr>
    </tfoot>
  );
}
