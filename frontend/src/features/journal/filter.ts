/** What the journal is asked for, as the trader chooses it and as the server takes it. */

import type { TripFilter } from "@/api/journal";
import type { Verdict } from "@/api/types";

export interface Choice {
  symbol: string;
  side: "all" | "long" | "short";
  verdict: "all" | Verdict;
  tag: string;
  days: "7" | "30" | "90" | "all";
}

export const EVERYTHING: Choice = {
  symbol: "",
  side: "all",
  verdict: "all",
  tag: "",
  days: "all",
};

const DAY_MS = 86_400_000;

/** `now`: milliseconds since 1970. */
export function filterOf(choice: Choice, now: number): TripFilter {
  const symbol = choice.symbol.trim().toUpperCase();
  const tag = choice.tag.trim();
  return {
    ...(symbol && { symbol }),
    ...(tag && { tag }),
    ...(choice.side !== "all" && { side: choice.side }),
    ...(choice.verdict !== "all" && { verdict: choice.verdict }),
    ...(choice.days !== "all" && {
      from: new Date(now - Number(choice.days) * DAY_MS).toISOString(),
    }),
  };
}

export function isEverything(choice: Choice): boolean {
  return Object.keys(filterOf(choice, 0)).length === 0;
}
