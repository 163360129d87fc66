import type { ReactNode } from "react";
import { asProblem } from "@/api/problem";
import { Button } from "@/ui/Button";
import { Warning } from "@/ui/Warning";

/** What is read of a query, be it of one answer or of pages. */
interface Query<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

interface LoadedProps<T> {
  query: Query<T>;
  /** What is being loaded, for the sentence of a failure: "the journal". */
  what: string;
  children: (data: T) => ReactNode;
}

/** Remote data in each of its states: on its way, failed, there, or there but out of date. */
export function Loaded<T>({ query, what, children }: LoadedProps<T>) {
  const { data, error, isPending, refetch } = query;
  if (isPending) return <Skeleton what={what} />;
  return (
    <>
      {Boolean(error) && (
        <div role="alert" className="flex flex-wrap items-center gap-3 p-3">
          <Warning>
            {data === undefined ? `Could not load ${what}.` : `Could not bring ${what} up to date.`}{" "}
            {asProblem(error).message}
          </Warning>
          <Button onClick={() => void refetch()}>Try again</Button>
        </div>
      )}
      {data !== undefined && children(data)}
    </>
  );
}

const LINES = ["w-2/3", "w-5/6", "w-1/2", "w-3/4"];

function Skeleton({ what }: { what: string }) {
  return (
    <div role="status" className="flex flex-col gap-2.5 p-3">
      <span className="sr-only">Loading {what}…</span>
      {LINES.map((width) => (
        <span
          key={width}
          aria-hidden
          className={`h-3 animate-pulse rounded-sm bg-raised ${width}`}
        />
      ))}
    </div>
  );
}
