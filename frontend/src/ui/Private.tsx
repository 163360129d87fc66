import type { ReactNode } from "react";
import { usePreference } from "@/kernel/preferences";
import { HIDDEN } from "@/kernel/privacy";

/** An amount of the trader's own: money, or how much is held. Hidden while they wish it so. */
export function Private({ children }: { children: ReactNode }) {
  if (!usePreference("amountsHidden")) return children;
  return (
    <>
      <span aria-hidden>{HIDDEN}</span>
      <span className="sr-only">hidden</span>
    </>
  );
}
