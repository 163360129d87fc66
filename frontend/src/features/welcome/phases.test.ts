import { expect, it } from "vitest";
import { after, FIRST, mayEngage, type Phase, STEPS } from "@/features/welcome/phases";

const ALL = Object.keys(STEPS) as Phase[];

it("shows scene 1 for 6 s, and the helm's message for 4 s once it has turned in", () => {
  const bridge = ALL.filter((phase) => STEPS[phase].scene === "bridge");
  expect(bridge.reduce((sum, phase) => sum + (STEPS[phase].lasts ?? 0), 0)).toBe(6_000);
  expect(STEPS["controls-are-yours"].lasts).toBe(4_000);
  expect(STEPS["war-room-activated"].lasts).toBe(3_000);
});

it("waits for Engage for ever, and ends by itself after it", () => {
  let phase: Phase = FIRST;
  while (STEPS[phase].lasts !== null) phase = after(phase, "time");
  expect(phase).toBe("waiting-for-engage");
  expect(after(phase, "time")).toBe("waiting-for-engage");

  phase = after(phase, "engage");
  while (STEPS[phase].lasts !== null) phase = after(phase, "time");
  expect(phase).toBe("over");
});

it.each(ALL)("takes Engage in scene 2 only: %s", (phase) => {
  const taken = after(phase, "engage") !== phase;
  expect(taken).toBe(mayEngage(phase));
  expect(taken).toBe(phase === "controls-are-yours" || phase === "waiting-for-engage");
});
