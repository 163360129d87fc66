import type { QuoteQuality } from "@/api/types";

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

interface QualityMarkProps {
  quality: string;
  reason?: string | null;
}

/** Why a quote may not be traded on, in a word; the sentence is its tooltip. */
export function QualityMark({ quality, reason }: QualityMarkProps) {
  return (
    <span
      title={reason ?? undefined}
      className="rounded-sm border border-warn/50 px-1 text-[9.5px] leading-[14px] font-medium tracking-wide text-warn uppercase"
    >
      {qualityWord(quality)}
      {reason && <span className="sr-only">: {reason}</span>}
    </span>
  );
}
