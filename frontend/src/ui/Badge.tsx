import clsx from "clsx";
import type { ReactNode } from "react";

const TONES = {
  plain: "border-line text-soft",
  gold: "border-gold/60 text-gold",
  warn: "border-warn/60 text-warn",
  up: "border-up/40 text-up",
  down: "border-down/40 text-down",
} as const;

interface BadgeProps {
  tone?: keyof typeof TONES;
  children: ReactNode;
}

/** A word about something, in a frame. */
export function Badge({ tone = "plain", children }: BadgeProps) {
  return (
    <span
      className={clsx(
        "rounded-sm border px-1 text-2xs leading-4 font-medium whitespace-nowrap",
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}
