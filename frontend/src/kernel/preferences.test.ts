import { expect, it } from "vitest";
import { DEFAULTS, readPreferences } from "@/kernel/preferences";

it("reads what was kept, and takes the default for what makes no sense", () => {
  const kept = { theme: "light", palette: "neon", flashing: false, holdSeconds: 10, motion: 3 };
  expect(readPreferences(JSON.stringify(kept))).toEqual({
    ...DEFAULTS,
    theme: "light",
    flashing: false,
    holdSeconds: 10,
  });
});

it.each([null, "", "{", "7", '"text"', "null", "[]"])(
  "starts with the defaults from %j",
  (text) => {
    expect(readPreferences(text)).toEqual(DEFAULTS);
  },
);

it.each([-1, 301, 1.5, "10"])("takes no hold of %j seconds", (holdSeconds) => {
  expect(readPreferences(JSON.stringify({ holdSeconds })).holdSeconds).toBeNull();
});
