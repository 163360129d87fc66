/**
 * The wash over a figure that has just changed, in the color of its direction. It fades in steps,
 * all figures on one beat, and in the frame of the next change if there is one: an animation for
 * each figure, even one in steps, has the browser make sixty frames a second where data makes ten.
 */

const BEAT_MS = 200;
/** Where nothing else changes meanwhile. */
const QUIET_BEAT_MS = 300;

/** The style sheet's `data-wash` in the order they are shown. */
const FADING = {
  up: "up-faint",
  down: "down-faint",
  "up-faint": null,
  "down-faint": null,
} as const;

type Shade = keyof typeof FADING;

const washed = new Map<HTMLElement, Shade>();
let fadedAt = 0;
let beat: ReturnType<typeof setTimeout> | undefined;

export function wash(element: HTMLElement, direction: "up" | "down"): void {
  if (performance.now() - fadedAt >= BEAT_MS) fade();
  show(element, direction);
  beat ??= setTimeout(fade, QUIET_BEAT_MS);
}

function fade(): void {
  fadedAt = performance.now();
  for (const [element, shade] of washed) show(element, FADING[shade]);
  clearTimeout(beat);
  beat = washed.size > 0 ? setTimeout(fade, QUIET_BEAT_MS) : undefined;
}

function show(element: HTMLElement, shade: Shade | null): void {
  if (shade === null) {
    washed.delete(element);
    delete element.dataset.wash;
  } else {
    washed.set(element, shade);
    element.dataset.wash = shade;
  }
}
