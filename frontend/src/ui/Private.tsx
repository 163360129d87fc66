import { Children, type ReactNode } from "react";
import { usePreference } from "@/kernel/preferences";
import { HIDDEN, withoutFigures } from "@/kernel/privacy";

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

/** A reason of the server's, which may name amounts. */
export function Discreet({ children }: { children: ReactNode }) {
  if (!usePreference("amountsHidden")) return children;
  return Children.map(children, (part) => (typeof part === "string" ? withoutFigures(part) : part));
}
