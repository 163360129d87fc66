/** Whether things may move: the system's wish and the trader's, which the document carries. */
export function isMotionReduced(): boolean {
  return (
    document.documentElement.dataset.motion === "reduced" ||
    matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}
