/** Dragging order lines with mouse, pen or finger; Escape lets go and changes nothing. */

import type { IChartApi } from "lightweight-charts";
import type { OrderLines } from "@/features/chart/orderLines";

/** Watches the chart's element. Returns how to stop. */
export function watchDragging(
  element: HTMLElement,
  chart: IChartApi,
  lines: OrderLines,
): () => void {
  let held: ReturnType<OrderLines["near"]>;

  const heightOf = (event: PointerEvent) => event.clientY - element.getBoundingClientRect().top;

  /** While a line is under the pointer, the chart itself stays where it is. */
  function grip(on: boolean): void {
    element.style.cursor = on ? "ns-resize" : "";
    chart.applyOptions({
      handleScroll: { pressedMouseMove: !on, vertTouchDrag: !on, horzTouchDrag: !on },
    });
  }

  function move(event: PointerEvent): void {
    if (held) lines.drag(held, heightOf(event));
    else grip(lines.near(heightOf(event)) !== undefined);
  }

  function press(event: PointerEvent): void {
    held = lines.near(heightOf(event));
    if (!held) return;
    grip(true);
    element.setPointerCapture(event.pointerId);
  }

  function release(event: PointerEvent): void {
    if (!held) return;
    lines.drop(held, event.type === "pointerup" ? heightOf(event) : null);
    held = undefined;
    grip(false);
  }

  function letGo(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !held) return;
    lines.drop(held, null);
    held = undefined;
    grip(false);
  }

  element.addEventListener("pointermove", move);
  element.addEventListener("pointerdown", press, { capture: true });
  element.addEventListener("pointerup", release);
  element.addEventListener("pointercancel", release);
  document.addEventListener("keydown", letGo);
  return () => {
    element.removeEventListener("pointermove", move);
    element.removeEventListener("pointerdown", press, { capture: true });
    element.removeEventListener("pointerup", release);
    element.removeEventListener("pointercancel", release);
    document.removeEventListener("keydown", letGo);
  };
}
