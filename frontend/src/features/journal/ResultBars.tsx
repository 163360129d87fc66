import { useInfiniteQuery } from "@tanstack/react-query";
import { type TripFilter, tripsQuery } from "@/api/journal";
import type { JournalTrip } from "@/api/types";

const HEIGHT = 56;
const STEP = 8;

interface ResultBarsProps {
  accountId: string;
  filter: TripFilter;
}

/** The newest round trips as bars, oldest on the left. The table below says the same in figures. */
export function ResultBars({ accountId, filter }: ResultBarsProps) {
  const { data } = useInfiniteQuery(tripsQuery(accountId, filter));
  const trips = data?.pages[0]?.round_trips.toReversed() ?? [];
  if (trips.length < 2) return null;
  // For drawing only: lengths need no cents.
  const results = trips.map((trip) => Number(trip.net_pnl));
  const largest = Math.max(...results.map(Math.abs), Number.MIN_VALUE);
  return (
    <svg
      viewBox={`0 0 ${trips.length * STEP} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      className="h-14 w-full max-w-md self-center"
      style={{ maxWidth: trips.length * 14 }}
    >
      <line
        x1="0"
        x2={trips.length * STEP}
        y1={HEIGHT / 2}
        y2={HEIGHT / 2}
        className="stroke-line"
        vectorEffect="non-scaling-stroke"
      />
      {trips.map((trip, index) => (
        <Bar key={trip.round_trip_id} trip={trip} index={index} largest={largest} />
      ))}
    </svg>
  );
}

function Bar({ trip, index, largest }: { trip: JournalTrip; index: number; largest: number }) {
  const result = Number(trip.net_pnl);
  const length = Math.max(1, (Math.abs(result) / largest) * (HEIGHT / 2 - 1));
  const color = result === 0 ? "fill-edge" : result > 0 ? "fill-up" : "fill-down";
  return (
    <rect
      x={index * STEP + 1}
      width={STEP - 2}
      y={result > 0 ? HEIGHT / 2 - length : HEIGHT / 2}
      height={length}
      className={color}
    />
  );
}
