import { useEffect, useRef } from "react";
import { Button } from "@/ui/Button";

interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

/** The end of a list that goes on: what is older is read once this comes into sight. */
export function OlderOnes({ pages }: { pages: Pages }) {
  const { hasNextPage, isFetchingNextPage: busy, fetchNextPage } = pages;
  const end = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!end.current || !hasNextPage || busy) return;
    const watcher = new IntersectionObserver(([seen]) => {
      if (seen?.isIntersecting) fetchNextPage();
    });
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [hasNextPage, busy, fetchNextPage]);

  if (!hasNextPage) return null;
  return (
    <div ref={end} className="p-2 text-center">
      <Button disabled={busy} onClick={() => fetchNextPage()}>
        {busy ? "Loading…" : "Older ones"}
      </Button>
    </div>
  );
}
