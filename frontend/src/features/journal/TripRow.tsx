import ChevronRight from "lucide-react/icons/chevron-right";
import type { JournalTrip } from "@/api/types";
import { TripDetails } from "@/features/journal/TripDetails";
import { money, price, quantity } from "@/kernel/format";
import { fullTime, lasting, shortTime } from "@/kernel/time";
import { serverNow } from "@/live/clock";
import { Private } from "@/ui/Private";
import { Signed } from "@/ui/Signed";
import { VerdictBadge } from "@/ui/VerdictBadge";

interface TripRowProps {
  accountId: string;
  trip: JournalTrip;
  columns: number;
  isOpen: boolean;
  onToggle: () => void;
}

export function TripRow({ accountId, trip, columns, isOpen, onToggle }: TripRowProps) {
  return (
    <>
      <tr data-testid="trip-row" data-symbol={trip.symbol} data-verdict={trip.verdict}>
        <td>
          <button
            type="button"
            aria-expanded={isOpen}
            aria-label={`Details of ${trip.side} ${trip.symbol}, closed ${fullTime(trip.closed_at)}`}
            onClick={onToggle}
            className="flex items-center gap-1 font-medium hover:text-gold"
          >
            <ChevronRight
              aria-hidden
              className={`size-3 text-dim transition-transform ${isOpen ? "rotate-90" : ""}`}
            />
            {trip.symbol}
          </button>
        </td>
        <td className="text-dim capitalize @max-[700px]:hidden">{trip.side}</td>
        <td className="num figure @max-[480px]:hidden">
          <Private>{quantity(trip.quantity)}</Private>
        </td>
        <td className="num figure text-dim @max-[760px]:hidden">{price(trip.entry_price)}</td>
        <td className="num figure text-dim @max-[760px]:hidden">{price(trip.exit_price)}</td>
        <td className="num @max-[560px]:hidden">
          <Signed value={trip.realized_pnl} as="money" glyph="none" />
        </td>
        <td className="num figure text-dim @max-[860px]:hidden">
          <Private>{money(trip.fees)}</Private>
        </td>
        <td className="num">
          <Signed value={trip.net_pnl} as="money" testId="trip-net" />
        </td>
        <td className="num @max-[980px]:hidden">
          <Signed value={trip.mae} as="money" glyph="none" />
        </td>
        <td className="num @max-[980px]:hidden">
          <Signed value={trip.mfe} as="money" glyph="none" />
        </td>
        <td className="num figure text-dim @max-[900px]:hidden">{lasting(trip.holding_seconds)}</td>
        <td className="num figure text-dim @max-[560px]:hidden" title={fullTime(trip.closed_at)}>
          {shortTime(trip.closed_at, serverNow())}
        </td>
        <td>
          <VerdictBadge verdict={trip.verdict} />
        </td>
        <td className="max-w-44 truncate text-dim @max-[1100px]:hidden">{trip.tags.join(", ")}</td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={columns} className="h-auto! p-0! whitespace-normal!">
            <TripDetails accountId={accountId} trip={trip} />
          </td>
        </tr>
      )}
    </>
  );
}
