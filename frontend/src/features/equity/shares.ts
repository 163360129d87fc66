/** Geometry of the equity meter: how wide its parts are drawn. Nothing here is ever shown as a number. */

import type { AccountFigures } from "@/api/types";

type Parts = Pick<AccountFigures, "cash" | "reserved" | "positions_value">;

export interface Share {
  name: "Free cash" | "Reserved" | "Positions";
  /** Part of the whole, 0 to 1. */
  share: number;
}

/** What equity is made of, by size; a short position's value counts by its size too. */
export function composition({ cash, reserved, positions_value }: Parts): Share[] {
  const held = Math.max(0, Number(reserved));
  const free = Math.max(0, Number(cash) - held);
  const positions = Math.abs(Number(positions_value ?? "0"));
  const whole = free + held + positions || 1;
  return [
    { name: "Positions", share: positions / whole },
    { name: "Reserved", share: held / whole },
    { name: "Free cash", share: free / whole },
  ];
}

/** What binary fractions add to a share that is a round one. */
const ROUNDING = 1e-9;
const SPANS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/**
 * Where equity stands on a scale around the starting balance: -1 to 1, and how much of the start
 * the scale spans on either side, the smallest of a few round steps that holds it.
 */
export function deviation(equity: string, start: string): { at: number; span: number } {
  const share = Number(start) > 0 ? Number(equity) / Number(start) - 1 : 0;
  const span = SPANS.find((each) => Math.abs(share) <= each + ROUNDING) ?? Math.abs(share);
  return { at: share / span, span };
}
