import { Link, useRouter } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { asProblem } from "@/api/problem";
import { Button } from "@/ui/Button";
import { Wordmark } from "@/ui/Wordmark";

const RETRY_MS = 3_000;

function Plain({ children }: { children: ReactNode }) {
  return (
    <main className="flex h-full flex-col items-center justify-center gap-4 p-6 text-center">
      <Wordmark large />
      {children}
    </main>
  );
}

export function LoadingPage() {
  return (
    <Plain>
      <p className="text-dim">Loading…</p>
    </Plain>
  );
}

/** Something failed before a screen could show. A server that is away is asked again by itself. */
export function TroublePage({ error }: { error: unknown }) {
  const router = useRouter();
  const problem = asProblem(error);
  const isAway = problem.isUncertain;
  useEffect(() => {
    if (!isAway) return;
    const timer = setInterval(() => void router.invalidate(), RETRY_MS);
    return () => clearInterval(timer);
  }, [router, isAway]);
  return (
    <Plain>
      <h1 className="text-lg font-semibold">{isAway ? "Not ready yet" : "This page failed"}</h1>
      <p className="max-w-md text-dim">
        {problem.message} {isAway && "This is tried again every few seconds."}
      </p>
      <Button look="primary" size="large" onClick={() => void router.invalidate()}>
        Try again
      </Button>
    </Plain>
  );
}

export function NotFoundPage() {
  return (
    <Plain>
      <h1 className="text-lg font-semibold">There is nothing here</h1>
      <Link to="/app/home" className="text-gold underline underline-offset-4">
        Go to the war room
      </Link>
    </Plain>
  );
}
