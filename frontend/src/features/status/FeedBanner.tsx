import { FlaskConical, TriangleAlert } from "lucide-react";
import { useLive } from "@/live/store";

/** What is special about the prices on the screen: made up, or a source in trouble. */
export function FeedBanner() {
  const feed = useLive((state) => state.feed);
  const troubled = feed?.sources.filter((source) => source.state !== "live") ?? [];
  return (
    <>
      {troubled.map((source) => (
        <p
          key={source.source}
          data-testid="feed-problem"
          className="flex items-start gap-2 border-b border-warn/40 bg-warn/10 px-3 py-1.5 text-xs text-warn"
        >
          <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          <span>
            <b className="font-semibold">
              {source.state === "down" ? "No market data" : "Market data with problems"}
            </b>{" "}
            · {source.message}
          </span>
        </p>
      ))}
      {feed?.simulated && (
        <p
          data-testid="feed-simulated"
          className="flex items-center gap-2 border-b border-line bg-panel px-3 py-1 text-xs text-gold"
        >
          <FlaskConical aria-hidden className="size-3.5 shrink-0" />
          <span>
            <b className="font-semibold">Simulated market</b>
            <span className="text-dim"> · prices are made up and repeat with the same seed</span>
          </span>
        </p>
      )}
    </>
  );
}
