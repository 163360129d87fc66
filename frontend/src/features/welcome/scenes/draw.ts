/** What the scenes are drawn with: a stage of 1600 × 900, perspective, and chance that repeats. */

export type Point = readonly [x: number, y: number];

export const WIDTH = 1600;
export const HEIGHT = 900;
export const CENTER: Point = [WIDTH / 2, HEIGHT / 2];

/** A point of a room seen in one-point perspective; `near` is 1 at the far wall and grows to us. */
export function seen(x: number, y: number, near: number): Point {
  return [CENTER[0] + x * near, CENTER[1] + y * near];
}

export function corners(...points: Point[]): string {
  return points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
}

export function polar(radius: number, degrees: number): Point {
  const angle = (degrees * Math.PI) / 180;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

/** Numbers from 0 to 1 that look random and are the same in every showing. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** `count` things, each made from its number. */
export function many<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
