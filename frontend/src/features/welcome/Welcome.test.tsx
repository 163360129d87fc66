import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CommanderWelcomeModal } from "@/features/welcome/CommanderWelcomeModal";
import { Welcome } from "@/features/welcome/Welcome";
import { DISMISSED_KEY, recall } from "@/kernel/welcomed";

beforeEach(recall);
afterEach(() => void vi.useRealTimers());

function pass(milliseconds: number): void {
  act(() => vi.advanceTimersByTime(milliseconds));
}

describe("the welcome", () => {
  it("follows the clock from the airlock to the war room", () => {
    vi.useFakeTimers();
    const onDone = vi.fn();
    render(<CommanderWelcomeModal onDone={onDone} />);
    expect(screen.getByText("Captain on deck")).toBeVisible();
    pass(3_000);
    expect(screen.getByText("Workhorse Stable shield 100 percent")).toBeVisible();
    pass(3_000);
    expect(screen.queryByRole("button", { name: "Engage" })).toBeNull();
    expect(screen.getAllByTestId("welcome-scene")).toHaveLength(2);
    pass(900);
    expect(screen.getByText("Engine room to Captain. Controls are yours.")).toBeVisible();
    expect(screen.getByRole("button", { name: "Engage" })).toHaveFocus();
    pass(60_000);
    act(() => screen.getByRole("button", { name: "Engage" }).click());
    expect(screen.getByRole("button", { name: "Engage" })).toBeDisabled();
    pass(900);
    expect(screen.queryByRole("button", { name: "Engage" })).toBeNull();
    expect(screen.getByText("Your war room is activated…")).toBeVisible();
    pass(2_999);
    expect(onDone).not.toHaveBeenCalled();
    pass(1);
    expect(onDone).toHaveBeenCalledOnce();
  });

  it.each([
    ["Escape", () => userEvent.keyboard("{Escape}")],
    ["Skip", () => userEvent.click(screen.getByRole("button", { name: "Skip" }))],
  ])("is left with %s, gives the focus back, and does not come again", async (_, leave) => {
    const onDone = vi.fn();
    const view = render(<button type="button">Before</button>);
    screen.getByRole("button", { name: "Before" }).focus();
    view.rerender(
      <>
        <button type="button">Before</button>
        <Welcome onDone={onDone} />
      </>,
    );
    const dialog = await screen.findByRole("dialog", { name: "Commander Welcome" });
    await waitFor(() => expect(dialog).toHaveFocus());

    await leave();
    expect(screen.queryByRole("dialog")).toBeNull();
    await waitFor(() => expect(screen.getByRole("button", { name: "Before" })).toHaveFocus());
    expect(onDone).toHaveBeenCalledOnce();
    expect(sessionStorage.getItem(DISMISSED_KEY)).not.toBeNull();

    view.unmount();
    render(<Welcome onDone={onDone} />);
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});
