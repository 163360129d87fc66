import { act } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { FiguresInTitle } from "@/features/account/FiguresInTitle";
import { DEFAULTS, setPreferences } from "@/kernel/preferences";
import { emptyBatch } from "@/live/conflate";
import { applyBatch } from "@/live/store";
import { anAccount } from "@/test/fixtures";
import { show } from "@/test/render";

const TITLE = "Orders · Thor";

afterEach(() => setPreferences(DEFAULTS));

function worth(equity: string, dayPnl: string): void {
  const batch = emptyBatch();
  batch.account = anAccount({ equity, day_pnl: dayPnl });
  applyBatch(batch);
}

it("follows equity in the title of the tab only for those who asked", () => {
  show(<FiguresInTitle screen="Orders" />);
  act(() => worth("100250.00", "250.00"));
  expect(document.title).toBe(TITLE);

  act(() => setPreferences({ figuresInTitle: true }));
  expect(document.title).toContain("$100,250.00 +$250.00");
  act(() => worth("100260.00", "260.00"));
  expect(document.title).toContain("$100,260.00 +$260.00");

  act(() => setPreferences({ figuresInTitle: false }));
  expect(document.title).toBe(TITLE);
});
