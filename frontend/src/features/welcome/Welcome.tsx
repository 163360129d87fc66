import { lazy, Suspense, useState } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { dismiss, isDismissed } from "@/kernel/welcomed";

const CommanderWelcomeModal = lazy(async () => ({
  default: (await import("@/features/welcome/CommanderWelcomeModal")).CommanderWelcomeModal,
}));

/**
 * The welcome on the first home of a browser session. It is loaded beside the screen, not before
 * it; one that does not load is left out.
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
