import clsx from "clsx";
import { useEffect, useRef } from "react";
import type { Phase } from "@/live/state";
import { useLive } from "@/live/store";
import { notifyConnection } from "@/ui/notify";

interface Look {
  word: string;
  /** The dot's shape differs as well as its color. */
  dot: string;
  title: string;
}

const LOOKS: Record<Phase, Look> = {
  connecting: {
    word: "Connecting",
    dot: "border border-dim animate-pulse",
    title: "Opening the connection to the server.",
  },
  live: { word: "Live", dot: "bg-up", title: "Connected; figures are up to date." },
  stale: {
    word: "Stale",
    dot: "border-2 border-warn",
    title: "Connected, but nothing arrives. Figures may be out of date.",
  },
  reconnecting: {
    word: "Reconnecting",
    dot: "border-2 border-warn border-t-transparent animate-spin",
    title: "The connection is gone. Figures may be out of date; trying again without end.",
  },
};

/** How the connection is doing. Loss and return are also announced. */
export function ConnectionState() {
  const phase = useLive((state) => state.phase);
  useAnnounced(phase);
  const look = LOOKS[phase];
  const calm = phase === "live" || phase === "connecting";
  return (
    <span
      data-testid="connection"
      data-phase={phase}
      title={look.title}
      className={clsx(
        "flex items-center gap-1.5 text-xs whitespace-nowrap",
        calm ? "text-dim" : "text-warn",
      )}
    >
      <span aria-hidden className={clsx("size-2 rounded-full", look.dot)} />
      {look.word}
    </span>
  );
}

function useAnnounced(phase: Phase): void {
  const before = useRef(phase);
  useEffect(() => {
    const previous = before.current;
    before.current = phase;
    if (previous === phase || previous === "connecting") return;
    if (phase === "live") notifyConnection("good", "Live again", false);
    if (phase === "stale") {
      notifyConnection("bad", "No data arrives: figures may be out of date", true);
    }
    if (phase === "reconnecting") {
      notifyConnection("bad", "Connection lost: figures may be out of date. Reconnecting…", true);
    }
  }, [phase]);
}
