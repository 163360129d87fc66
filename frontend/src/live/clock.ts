/** Server time. The server's clock decides about holds and ages; the browser's may be wrong. */

import { useSyncExternalStore } from "react";
import { liveStore } from "@/live/store";

const JUMP_MS = 2_000;
const TICK_MS = 1_000;

/**
 * The offset after one more sample (server time less local time on arrival). Transit only ever
 * makes a sample smaller, so the largest is the best; a much smaller one is a changed clock.
 */
export function nextOffset(known: number | null, sample: number): number {
  if (known === null || sample > known || known - sample > JUMP_MS) return sample;
  return known;
}

/** Milliseconds since 1970 by the server's clock, as well as it is known. */
export function serverNow(): number {
  return Date.now() + liveStore.getState().clockOffsetMs;
}

let second = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const watchers = new Set<() => void>();

/** The current second; the same value for everyone who reads it within that second. */
function currentSecond(): number {
  const now = serverNow();
  if (Math.abs(now - second) >= TICK_MS) second = now;
  return second;
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  timer ??= setInterval(() => {
    second = serverNow();
    for (const each of watchers) each();
  }, TICK_MS);
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** Server time, once a second, from one timer for the whole page. */
export function useServerNow(): number {
  return useSyncExternalStore(watch, currentSecond);
}
