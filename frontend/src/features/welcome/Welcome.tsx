import { lazy, Suspense, useState } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { dismiss, isDismissed } from "@/kernel/welcomed";

/** A welcome that comes later than this would interrupt somebody who trades already. */
const LOADS_MS_MAX = 10_000;

const CommanderWelcomeModal = lazy(async () => {
  const modal = await Promise.race([import("@/features/welcome/CommanderWelcomeModal"), late()]);
  return { default: modal.CommanderWelcomeModal };
});

function late(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error("The welcome did not load in time.")), LOADS_MS_MAX);
  });
}

/**
 * The welcome on the first home of a browser session. It is loaded beside the screen, not before
 * it; one that does not load, or not in time, is left out.
 */
export function Welcome({ onDone }: { onDone: () => void }) {
  const [isOver, setOver] = useState(isDismissed);
  if (isOver) return null;

  function end(): void {
    dismiss();
    setOver(true);
    onDone();
  }

  return (
    <ErrorBoundary fallback={null} onError={dismiss}>
      <Suspense>
        <CommanderWelcomeModal onDone={end} />
      </Suspense>
    </ErrorBoundary>
  );
}
