import { act, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { AccountFigures } from "@/api/types";
import { Cautions } from "@/features/account/Cautions";
import { emptyBatch } from "@/live/conflate";
import { applyBatch } from "@/live/store";
import { anAccount } from "@/test/fixtures";
import { show } from "@/test/render";

function now(changes: Partial<AccountFigures>): void {
  const batch = emptyBatch();
  batch.account = anAccount(changes);
  act(() => applyBatch(batch));
}

it("says what the figures rest on and what they forbid, and nothing while all is well", () => {
  const { container } = show(<Cautions />);
  now({});
  expect(container).toBeEmptyDOMElement();
  now({ margin_call: true, stale_marks: 1 });
  expect(screen.getByText(/Margin call: equity is below/)).toBeVisible();
  expect(screen.getByText("1 position is valued at an old price")).toBeVisible();
  now({ complete: false, stale_marks: 2 });
  expect(screen.getByText(/counts with what it cost/)).toBeVisible();
  expect(screen.queryByText(/Margin call/)).toBeNull();
});
