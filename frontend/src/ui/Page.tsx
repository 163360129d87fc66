import clsx from "clsx";
import type { ReactNode } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { PanelFailed } from "@/ui/Panel";

interface PageProps {
  title: string;
  /** On the right of the title: filters, what to do. */
  tools?: ReactNode;
  /** Text and forms read better in a column; tables want the whole width. */
  narrow?: boolean;
  children: ReactNode;
}

/** A screen other than the war room: its title, and what scrolls below it. */
export function Page({ title, tools, narrow = false, children }: PageProps) {
  return (
    <main className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-3 py-1.5">
        <h1 className="text-base font-semibold">{title}</h1>
        {tools}
      </div>
      <div className="@container min-h-0 flex-1 overflow-auto p-1">
        <div className={clsx("flex min-h-full flex-col gap-1", narrow && "mx-auto max-w-3xl")}>
          <ErrorBoundary FallbackComponent={PanelFailed}>{children}</ErrorBoundary>
        </div>
      </div>
    </main>
  );
}
