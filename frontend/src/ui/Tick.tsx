import clsx from "clsx";
import { useEffect, useRef } from "react";
import { compare, type Decimal } from "@/kernel/decimal";
import { preferencesStore } from "@/kernel/preferences";
import { isMotionReduced } from "@/ui/motion";

const WASH_MS = 450;
const WASH_STEPS = 5;

interface TickProps {
  value: Decimal | null;
  /** The value as written. */
  text: string;
  /** Off for totals, which change with every tick of anything. */
  washes?: boolean;
  className?: string;
}

/** A live figure. A change washes over it in the color of its direction, without a render. */
export function Tick({ value, text, washes = true, className }: TickProps) {
  const element = useRef<HTMLSpanElement>(null);
  const shown = useRef(value);

  useEffect(() => {
    const before = shown.current;
    shown.current = value;
    if (washes && element.current && before !== null && value !== null) {
      wash(element.current, compare(value, before));
    }
  }, [value, washes]);

  return (
    <span ref={element} className={clsx("figure live rounded-sm px-0.5", className)}>
      {text}
    </span>
  );
}

function wash(element: HTMLElement, direction: number): void {
  if (direction === 0 || !preferencesStore.getState().flashing || isMotionReduced()) return;
  const color = `var(--color-${direction > 0 ? "up" : "down"})`;
  element.animate(
    [
      { backgroundColor: `color-mix(in srgb, ${color} 16%, transparent)` },
      { backgroundColor: "transparent" },
    ],
    // In steps: hundreds of smooth fades would repaint the page in every frame.
    { duration: WASH_MS, easing: `steps(${WASH_STEPS}, end)` },
  );
}
