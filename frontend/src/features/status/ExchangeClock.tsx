import { clockTime } from "@/kernel/time";
import { useServerNow } from "@/live/clock";

/** The server's time in the exchange's zone. */
export function ExchangeClock() {
  const now = useServerNow();
  return (
    <span className="figure text-xs text-dim" title="Server time, New York">
      {clockTime(now)} <span className="text-2xs">ET</span>
    </span>
  );
}
