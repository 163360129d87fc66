import { act, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { DEFAULTS, setPreferences } from "@/kernel/preferences";
import { HIDDEN, privately } from "@/kernel/privacy";
import { show } from "@/test/render";
import { Private } from "@/ui/Private";
import { Signed } from "@/ui/Signed";

afterEach(() => setPreferences(DEFAULTS));

it("hides money and leaves percentages, and says so to those who listen", () => {
  show(
    <p>
      <Private>$100,000.00</Private> <Signed value="12.50" as="money" />{" "}
      <Signed value="1.24" as="percent" />
    </p>,
  );
  expect(screen.getByText(/\$100,000\.00/)).toBeVisible();
  act(() => setPreferences({ amountsHidden: true }));
  expect(document.body).not.toHaveTextContent("$");
  expect(document.body).toHaveTextContent("+1.24%");
  expect(screen.getAllByText("hidden")).toHaveLength(2);
  expect(privately("$1.00")).toBe(HIDDEN);
});
