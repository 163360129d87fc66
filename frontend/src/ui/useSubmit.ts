import { useCallback, useRef, useState } from "react";
import { asProblem, type Problem } from "@/api/problem";

interface Submission {
  busy: boolean;
  problem: Problem | null;
  /** Whether it was done. A second call while the first is on its way does nothing. */
  submit: () => Promise<boolean>;
}

/** One request of a form: locked while it is on its way, and what became of it. */
export function useSubmit(act: () => Promise<void>): Submission {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const running = useRef(false);
  const submit = useCallback(async () => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setProblem(null);
    try {
      await act();
      return true;
    } catch (error) {
      setProblem(asProblem(error));
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, [act]);
  return { busy, problem, submit };
}
