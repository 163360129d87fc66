import { act, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { DEFAULTS, setPreferences } from "@/kernel/preferences";
import { HIDDEN, privately } from "@/kernel/privacy";
import { show } from "@/test/render";
import { Discreet, Private } from "@/ui/Private";
import { Signed } from "@/ui/Signed";

afterEach(() => setPreferences(DEFAULTS));

it("hides money and leaves percentages, and says so to those who listen", () => {
  show(
    <p>
      <Private>$100,000.00</Private> <Signed value="12.50" as="money" />{" "}
      <Signed value="1.24" as="percent" />{" "}
      <Discreet>This order needs 1,893.20 of buying power; 12.00 is available.</Discreet>
    </p>,
  );
  expect(screen.getByText(/\$100,000\.00/)).toBeVisible();
  act(() => setPreferences({ amountsHidden: true }));
  expect(document.body).not.toHaveTextContent("$");
  expect(document.body).toHaveTextContent("+1.24%");
  expect(document.body).toHaveTextContent("needs ••••• of buying power; ••••• is available.");
  expect(screen.getAllByText("hidden")).toHaveLength(2);
  expect(privately("$1.00")).toBe(HIDDEN);
});
