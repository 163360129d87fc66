import clsx from "clsx";
import { useEffect, useRef } from "react";
import { compare, type Decimal } from "@/kernel/decimal";
import { preferencesStore } from "@/kernel/preferences";
import { isMotionReduced } from "@/ui/motion";
import { wash } from "@/ui/wash";

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
    if (!washes || !element.current || before === null || value === null) return;
    const direction = compare(value, before);
    if (direction !== 0 && flashes()) wash(element.current, direction > 0 ? "up" : "down");
  }, [value, washes]);

  return (
    <span ref={element} className={clsx("figure live rounded-sm px-0.5", className)}>
      {text}
    </span>
  );
}

/** Whether the trader wants to see changes, and may: the system can ask for calm as well. */
function flashes(): boolean {
  return preferencesStore.getState().flashing && !isMotionReduced();
}
