import type { LiveState } from "@/live/state";
import { useLive } from "@/live/store";
import { Warning } from "@/ui/Warning";

/** What has to be known about the figures above it: what they rest on, and what they forbid. */
export function Cautions() {
  const call = useLive((state) => state.account?.margin_call ?? false);
  const marks = useLive(marksCaution);
  return (
    <>
      {call && (
        <Caution>
          Margin call: equity is below the maintenance margin. Nothing new can be opened until
          something is closed.
        </Caution>
      )}
      {marks && <Caution>{marks}</Caution>}
    </>
  );
}

function Caution({ children }: { children: string | readonly string[] }) {
  return (
    <Warning className="basis-full border-t border-line px-3 py-1 max-lg:col-span-3">
      {children}
    </Warning>
  );
}

/** Totals that rest on prices that are missing or out of date. */
function marksCaution({ account }: LiveState): string | null {
  if (!account) return null;
  if (!account.complete) return "A position has no price yet and counts with what it cost";
  const { stale_marks: stale } = account;
  if (stale === 0) return null;
  return `${stale} ${stale === 1 ? "position is" : "positions are"} valued at an old price`;
}
