import FlaskConical from "lucide-react/icons/flask-conical";
import { useLive } from "@/live/store";

/** Where the prices come from. That they are made up is said at all times. */
export function FeedSource() {
  const feed = useLive((state) => state.feed);
  if (!feed) return null;
  if (feed.simulated) {
    return (
      <p
        data-testid="feed-simulated"
        title="Prices are made up. They repeat with the same seed."
        className="flex items-center gap-1.5 text-xs font-medium text-gold"
      >
        <FlaskConical aria-hidden className="size-3.5 shrink-0" />
        <span>
          Simulated<span className="max-sm:hidden"> market</span>
          <span className="font-normal text-dim max-lg:hidden"> · prices are made up</span>
        </span>
      </p>
    );
  }
  const live = feed.sources.filter((source) => source.state === "live");
  return (
    <p data-testid="feed-source" className="truncate text-xs text-dim max-sm:hidden">
      {live.map((source) => `${source.source} · ${source.symbols} symbols`).join(", ")}
    </p>
  );
}
