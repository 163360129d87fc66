import { useCallback, useEffect, useRef, useState } from "react";
import { after, FIRST, type Phase, STEPS } from "@/features/welcome/phases";

/** Runs the phases by the clock and by Engage. `onOver` is called once, after the last of them. */
export function usePhase(onOver: () => void): { phase: Phase; engage: () => void } {
  const [phase, setPhase] = useState<Phase>(FIRST);
  const over = useRef(onOver);
  over.current = onOver;

  useEffect(() => {
    if (phase === "over") {
      over.current();
      return;
    }
    const { lasts } = STEPS[phase];
    if (lasts === null) return;
    const timer = setTimeout(() => setPhase(after(phase, "time")), lasts);
    return () => clearTimeout(timer);
  }, [phase]);

  const engage = useCallback(() => setPhase((now) => after(now, "engage")), []);
  return { phase, engage };
}
