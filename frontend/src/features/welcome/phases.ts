/** The order of the welcome. Time runs it, one timer a phase; what moves on the screen only follows. */

export type Scene = "bridge" | "helm" | "war-room";

export type Phase =
  | "captain-on-deck"
  | "shield-report"
  | "turn-to-helm"
  | "controls-are-yours"
  | "waiting-for-engage"
  | "turn-to-war-room"
  | "war-room-activated"
  | "over";

interface Step {
  /** Milliseconds; null where only the captain moves on. */
  lasts: number | null;
  next: Phase;
  /** The scene on the screen, and the one that rotates out while this one rotates in. */
  scene: Scene;
  leaving?: Scene;
}

/** How long one scene takes to rotate out and the next to rotate in. The styles have it too. */
export const ROTATION_MS = 900;

export const STEPS: Record<Phase, Step> = {
  "captain-on-deck": { scene: "bridge", lasts: 3_000, next: "shield-report" },
  "shield-report": { scene: "bridge", lasts: 3_000, next: "turn-to-helm" },
  "turn-to-helm": {
    scene: "helm",
    leaving: "bridge",
    lasts: ROTATION_MS,
    next: "controls-are-yours",
  },
  "controls-are-yours": { scene: "helm", lasts: 4_000, next: "waiting-for-engage" },
  "waiting-for-engage": { scene: "helm", lasts: null, next: "turn-to-war-room" },
  "turn-to-war-room": {
    scene: "war-room",
    leaving: "helm",
    lasts: ROTATION_MS,
    next: "war-room-activated",
  },
  "war-room-activated": { scene: "war-room", lasts: 3_000, next: "over" },
  over: { scene: "war-room", lasts: null, next: "over" },
};

export const FIRST: Phase = "captain-on-deck";

/** Engage is taken once the helm has turned in, with or without having heard the message out. */
export function mayEngage(phase: Phase): boolean {
  return phase === "controls-are-yours" || phase === "waiting-for-engage";
}

export type Signal = "time" | "engage";

/** The phase after a signal; one that does not fit the phase changes nothing. */
export function after(phase: Phase, signal: Signal): Phase {
  if (signal === "engage") return mayEngage(phase) ? "turn-to-war-room" : phase;
  return STEPS[phase].lasts === null ? phase : STEPS[phase].next;
}
