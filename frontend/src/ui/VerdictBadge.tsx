import type { Verdict } from "@/api/types";
import { Badge } from "@/ui/Badge";

export const VERDICT_WORDS: Record<Verdict, string> = {
  worked: "Worked",
  did_not_work: "Didn't work",
  scratch: "Scratch",
};

const TONES: Record<Verdict, "up" | "down" | "plain"> = {
  worked: "up",
  did_not_work: "down",
  scratch: "plain",
};

/** The brief's verdict on a closed round trip. */
export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  return <Badge tone={TONES[verdict]}>{VERDICT_WORDS[verdict]}</Badge>;
}
