/**
 * The wash over a figure that has just changed, in the color of its direction. It fades on one
 * beat for the whole screen: an animation for each cell, even one in steps, has the browser make
 * sixty frames a second where data makes ten.
 */

const BEAT_MS = 150;

/** The style sheet's `data-wash` in the order they are shown. */
const FADING = {
  up: "up-faint",
  down: "down-faint",
  "up-faint": null,
  "down-faint": null,
} as const;

type Shade = keyof typeof FADING;

const washed = new Map<HTMLElement, Shade>();
let beat: ReturnType<typeof setInterval> | undefined;

export function wash(element: HTMLElement, direction: "up" | "down"): void {
  show(element, direction);
  beat ??= setInterval(fade, BEAT_MS);
}

function fade(): void {
  for (const [element, shade] of washed) show(element, FADING[shade]);
  if (washed.size > 0) return;
  clearInterval(beat);
  beat = undefined;
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
