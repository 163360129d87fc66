import { remaining } from "@/kernel/time";
import { useServerNow } from "@/live/clock";

interface HoldCountdownProps {
  from: string;
  until: string | null;
  /** What is shown where there is no hold, or once it is over. */
  after: string;
}

/** The time left in which an order may still be changed before the engine may touch it. */
export function HoldCountdown({ from, until, after }: HoldCountdownProps) {
  return until === null ? after : <Running from={from} until={until} after={after} />;
}

function Running({ from, until, after }: HoldCountdownProps & { until: string }) {
  const now = useServerNow();
  const end = Date.parse(until);
  if (now >= end) return after;
  const share = Math.min(1, Math.max(0, (end - now) / (end - Date.parse(from))));
  return (
    <span
      className="inline-flex items-center gap-1 align-middle text-gold"
      data-testid="hold-countdown"
    >
      <Ring share={share} />
      <span>hold</span> <span className="figure">{remaining(end - now)}</span>
    </span>
  );
}

const RADIUS = 5;
const LENGTH = 2 * Math.PI * RADIUS;

function Ring({ share }: { share: number }) {
  return (
    <svg viewBox="0 0 14 14" className="size-3.5 -rotate-90" aria-hidden="true">
      <circle cx="7" cy="7" r={RADIUS} fill="none" className="stroke-line" strokeWidth="2" />
      <circle
        cx="7"
        cy="7"
        r={RADIUS}
        fill="none"
        className="stroke-gold transition-[stroke-dashoffset] duration-1000 ease-linear"
        strokeWidth="2"
        strokeDasharray={LENGTH}
        strokeDashoffset={LENGTH * (1 - share)}
      />
    </svg>
  );
}
