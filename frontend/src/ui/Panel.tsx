import { type ReactNode, useId } from "react";
import { ErrorBoundary, type FallbackProps } from "react-error-boundary";
import { Button } from "@/ui/Button";

interface PanelProps {
  title: string;
  /** Keys that go to a panel find it by this. */
  name?: string;
  /** Beside the title: a count, tabs, a filter. */
  tools?: ReactNode;
  /** Has nothing in it that takes the keyboard: then it does itself, so that keys can scroll it. */
  focusable?: boolean;
  children: ReactNode;
}

/** A titled region of the war room. One that fails says so, and the others go on. */
export function Panel({ title, name, tools, focusable = false, children }: PanelProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      data-panel={name}
      className="flex min-h-0 min-w-0 flex-col overflow-hidden rounded-md border border-line bg-panel"
    >
      <div className="flex h-8 shrink-0 items-center gap-3 border-b border-line px-2">
        <h2 id={id} className="text-2xs font-semibold tracking-[0.08em] text-text uppercase">
          {title}
        </h2>
        {tools}
      </div>
      <div
        data-scrolls
        {...(focusable ? { tabIndex: 0, role: "group", "aria-labelledby": id } : {})}
        className="@container min-h-0 flex-1 overflow-auto -outline-offset-2"
      >
        <ErrorBoundary FallbackComponent={PanelFailed}>{children}</ErrorBoundary>
      </div>
    </section>
  );
}

export function PanelFailed({ error, resetErrorBoundary }: FallbackProps) {
  return (
    <div role="alert" className="flex flex-col items-start gap-2 p-3 text-xs">
      <p>
        This panel failed: {error instanceof Error ? error.message : "unknown reason"}. The rest of
        the screen is not affected.
      </p>
      <Button onClick={resetErrorBoundary}>Try again</Button>
    </div>
  );
}
