import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { DEFAULTS, setPreferences } from "@/kernel/preferences";
import { Tick } from "@/ui/Tick";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
  setPreferences(DEFAULTS);
});

function ticking(...values: string[]): HTMLElement {
  const [first = "", ...later] = values;
  const { rerender } = render(<Tick value={first} text={first} />);
  for (const value of later) rerender(<Tick value={value} text={value} />);
  return screen.getByText(values.at(-1) ?? "");
}

it("washes a change in the color of its direction, and the wash goes in two steps", () => {
  const figure = ticking("100", "101");
  expect(figure.dataset.wash).toBe("up");
  act(() => vi.advanceTimersByTime(300));
  expect(figure.dataset.wash).toBe("up-faint");
  act(() => vi.advanceTimersByTime(300));
  expect(figure.dataset.wash).toBeUndefined();
  expect(vi.getTimerCount()).toBe(0);
});

it("shows the newest of two changes", () => {
  expect(ticking("100", "101", "99.5").dataset.wash).toBe("down");
});

it("leaves what did not change alone, and everything where flashes are off", () => {
  expect(ticking("100", "100.00").dataset.wash).toBeUndefined();
  setPreferences({ flashing: false });
  expect(ticking("7", "8").dataset.wash).toBeUndefined();
});
