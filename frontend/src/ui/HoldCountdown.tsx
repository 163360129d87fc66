import clsx from "clsx";
import type { ReactNode } from "react";
import { remaining } from "@/kernel/time";
import { useServerNow } from "@/live/clock";

interface HoldCountdownProps {
  from: string;
  until: string | null;
  /** What is shown where there is no hold, or once it is over. */
  after: ReactNode;
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
      <HoldRing share={share} className="size-3.5" />
      <span className="@max-[480px]:hidden">hold</span>{" "}
      <span className="figure">{remaining(end - now)}</span>
    </span>
  );
}

const RADIUS = 6;
const LENGTH = 2 * Math.PI * RADIUS;

/** The part of the hold that is left, 0 to 1, as a ring that empties. */
export function HoldRing({ share, className }: { share: number; className: string }) {
  return (
    <svg viewBox="0 0 14 14" className={clsx("-rotate-90", className)} aria-hidden="true">
      <circle cx="7" cy="7" r={RADIUS} fill="none" className="stroke-line" strokeWidth="1.2" />
      <circle
        cx="7"
        cy="7"
        r={RADIUS}
        fill="none"
        className="stroke-gold transition-[stroke-dashoffset] duration-1000 ease-linear"
        strokeWidth="1.2"
        strokeDasharray={LENGTH}
        strokeDashoffset={LENGTH * (1 - Math.min(1, Math.max(0, share)))}
      />
    </svg>
  );
}
