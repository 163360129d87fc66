import type { RoundTrip } from "@/api/types";
import { price, quantity } from "@/kernel/format";
import { fullTime, shortTime } from "@/kernel/time";
import { serverNow } from "@/live/clock";
import { useLive } from "@/live/store";
import { Empty } from "@/ui/Empty";
import { Private } from "@/ui/Private";
import { Signed } from "@/ui/Signed";
import { VerdictBadge } from "@/ui/VerdictBadge";

/** Round trips, newest first: what each closed position made, and whether it worked. */
export function ClosedTable({ onChoose }: { onChoose: (symbol: string) => void }) {
  const closed = useLive((state) => state.closed);
  const ready = useLive((state) => state.ready.portfolio);
  if (closed.length === 0) {
    return <Empty>{ready ? "No position has been closed yet." : "Waiting for the account…"}</Empty>;
  }
  return (
    <table className="grid-table">
      <caption className="sr-only">Closed positions</caption>
      <thead>
        <tr>
          <th scope="col">Symbol</th>
          <th scope="col" className="@max-[560px]:hidden">
            Side
          </th>
          <th scope="col" className="num">
            Qty
          </th>
          <th scope="col" className="num @max-[480px]:hidden">
            Entry
          </th>
          <th scope="col" className="num @max-[480px]:hidden">
            Exit
          </th>
          <th scope="col" className="num">
            Realized
          </th>
          <th scope="col" className="num @max-[640px]:hidden" title="Realized less fees">
            Net
          </th>
          <th scope="col">Verdict</th>
          <th scope="col" className="num">
            Closed
          </th>
        </tr>
      </thead>
      <tbody>
        {closed.map((trip) => (
          <ClosedRow key={trip.round_trip_id} trip={trip} onChoose={onChoose} />
        ))}
      </tbody>
    </table>
  );
}

interface ClosedRowProps {
  trip: RoundTrip;
  onChoose: (symbol: string) => void;
}

function ClosedRow({ trip, onChoose }: ClosedRowProps) {
  return (
    <tr data-testid="closed-row" data-symbol={trip.symbol} data-verdict={trip.verdict}>
      <td>
        <button
          type="button"
          onClick={() => onChoose(trip.symbol)}
          className="font-medium hover:text-gold"
        >
          {trip.symbol}
        </button>
      </td>
      <td className="text-dim capitalize @max-[560px]:hidden">{trip.side}</td>
      <td className="num figure">
        <Private>{quantity(trip.quantity)}</Private>
      </td>
      <td className="num figure text-dim @max-[480px]:hidden">{price(trip.entry_price)}</td>
      <td className="num figure text-dim @max-[480px]:hidden">{price(trip.exit_price)}</td>
      <td className="num">
        <Signed value={trip.realized_pnl} as="money" testId="closed-realized" />
      </td>
      <td className="num @max-[640px]:hidden">
        <Signed value={trip.net_pnl} as="money" glyph="none" />
      </td>
      <td>
        <VerdictBadge verdict={trip.verdict} />
      </td>
      <td
        className="num figure text-dim"
        title={`${fullTime(trip.opened_at)} to ${fullTime(trip.closed_at)}`}
      >
        {shortTime(trip.closed_at, serverNow())}
      </td>
    </tr>
  );
}
