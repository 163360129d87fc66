import TriangleAlert from "lucide-react/icons/triangle-alert";
import { useLive } from "@/live/store";

/** A source in trouble, in its own sentence, which says what to do. */
export function FeedBanner() {
  const feed = useLive((state) => state.feed);
  const noneIsUp = !feed?.sources.some((source) => source.state !== "down");
  const troubled = feed?.sources.filter((source) => source.state !== "live") ?? [];
  return troubled.map((source) => (
    <p
      key={source.source}
      data-testid="feed-problem"
      className="flex items-start gap-2 border-b border-warn/40 bg-warn/10 px-3 py-1.5 text-xs text-warn"
    >
      <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <span>
        <b className="font-semibold">{noneIsUp ? "No market data" : "Market data with problems"}</b>{" "}
        · {source.message}
      </span>
    </p>
  ));
}
