import type { QuoteQuality } from "@/api/types";
import { fullTime } from "@/kernel/time";

const WORDS: Record<QuoteQuality, string> = {
  fresh: "Fresh",
  stale: "Stale",
  crossed: "Crossed",
  one_sided: "One-sided",
  loading: "Loading",
  halted: "Halted",
  feed_down: "Feed down",
};

export function qualityWord(quality: string): string {
  return WORDS[quality as QuoteQuality] ?? "No price";
}

/** What is wrong with a quote and since when, in one sentence; undefined where nothing is. */
export function flaw(reason?: string | null, since?: string): string | undefined {
  if (!reason) return undefined;
  return since ? `${reason} Since ${fullTime(since)}.` : reason;
}

interface QualityMarkProps {
  quality: string;
  reason?: string | null;
  since?: string | undefined;
}

/** Why a quote may not be traded on, in a word; the sentence and since when are its tooltip. */
export function QualityMark({ quality, reason, since }: QualityMarkProps) {
  return (
    <span
      title={flaw(reason, since)}
      className="rounded-sm border border-warn/50 px-1 text-[9.5px] leading-[14px] font-medium tracking-wide text-warn uppercase"
    >
      {qualityWord(quality)}
      {reason && <span className="sr-only">: {reason}</span>}
    </span>
  );
}
