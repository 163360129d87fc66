/** Asked for with every tick, so it is looked up once. */
let system: MediaQueryList | undefined;

/** Whether things may move: the system's wish and the trader's, which the document carries. */
export function isMotionReduced(): boolean {
  system ??= matchMedia("(prefers-reduced-motion: reduce)");
  return document.documentElement.dataset.motion === "reduced" || system.matches;
}
