import { expect, it } from "vitest";
import { safeRedirect } from "@/app/redirect";

it("goes back to where the visitor wanted to be", () => {
  expect(safeRedirect("/app/home?symbol=META")).toBe("/app/home?symbol=META");
});

it.each([undefined, "", "//evil.example", "https://evil.example", "/\\evil.example", "app"])(
  "goes home rather than to %j",
  (target) => {
    expect(safeRedirect(target)).toBe("/app/home");
  },
);
