import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import { DEFAULTS, preferencesStore, readPreferences, setPreferences } from "@/kernel/preferences";
import { show } from "@/test/render";
import { ColumnPicker } from "@/ui/ColumnPicker";
import { type Columns, useHidden } from "@/ui/columns";

const OF: Columns = {
  table: "things",
  columns: [{ name: "Name", stays: true }, { name: "Size" }, { name: "Price" }],
};

function Table() {
  return <table data-testid="table" data-hide={useHidden(OF)} />;
}

afterEach(() => setPreferences(DEFAULTS));

it("takes columns out by their place, keeps the choice, and never offers those that stay", async () => {
  show(
    <>
      <ColumnPicker of={OF} />
      <Table />
    </>,
  );
  await userEvent.click(screen.getByRole("button", { name: "Columns of things" }));
  const price = await screen.findByRole("menuitemcheckbox", { name: "Price" });
  expect(screen.queryByRole("menuitemcheckbox", { name: "Name" })).toBeNull();
  await userEvent.click(price);
  expect(screen.getByTestId("table")).toHaveAttribute("data-hide", "3");
  const kept = JSON.stringify(preferencesStore.getState());
  expect(readPreferences(kept).hiddenColumns).toEqual(["things: Price"]);
  await userEvent.click(price);
  expect(screen.getByTestId("table")).toHaveAttribute("data-hide", "");
});
