import clsx from "clsx";
import type { ReactNode } from "react";

interface LayerProps {
  /** Which movement it follows; each is a keyframe of its own, so that near passes far. */
  className?: string;
  /** The stage with its origin in the middle, for what turns or grows about it. */
  centered?: boolean;
  children: ReactNode;
}

/** One sheet of a scene. It is painted once and then only moved, scaled or faded. */
export function Layer({ className, centered = false, children }: LayerProps) {
  return (
    <svg
      viewBox={centered ? "-800 -450 1600 900" : "0 0 1600 900"}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      className={clsx("welcome-layer", className)}
    >
      {children}
    </svg>
  );
}
