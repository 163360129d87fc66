import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { afterEach, expect, it } from "vitest";
import type { ApiKey } from "@/api/types";
import { ApiKeysPanel } from "@/features/settings/ApiKeysPanel";
import { AppearancePanel } from "@/features/settings/AppearancePanel";
import { TradingPanel } from "@/features/settings/TradingPanel";
import { DEFAULTS, preferencesStore, setPreferences } from "@/kernel/preferences";
import { show } from "@/test/render";
import { problem, server } from "@/test/server";
import { Confirmation } from "@/ui/Confirmation";

const KEY: ApiKey = {
  key_id: "77777777-7777-4777-8777-777777777777",
  name: "my bot",
  prefix: "thor_ab12",
  created_at: "2026-03-02T15:00:00Z",
  scopes: ["account"],
};

afterEach(() => setPreferences(DEFAULTS));

it("keeps each choice at once", async () => {
  show(
    <>
      <AppearancePanel />
      <TradingPanel />
    </>,
  );
  await userEvent.click(screen.getByText("Light"));
  await userEvent.click(screen.getByText("Blue up"));
  await userEvent.click(screen.getByText("Still"));
  await userEvent.click(screen.getByLabelText("Figures flash when they change"));
  await userEvent.click(screen.getByLabelText("Show an order once more before it is sent"));
  expect(preferencesStore.getState()).toMatchObject({
    theme: "light",
    palette: "colorblind",
    motion: "reduced",
    flashing: false,
    confirmOrders: true,
  });
});

it("takes a hold window of whole seconds only, and none for the account's own", async () => {
  show(<TradingPanel />);
  const field = screen.getByLabelText("Hold window of a new ticket, seconds");
  await userEvent.type(field, "30");
  expect(preferencesStore.getState().holdSeconds).toBe(30);
  await userEvent.type(field, "1");
  expect(field).toBeInvalid();
  expect(preferencesStore.getState().holdSeconds).toBe(30);
  await userEvent.clear(field);
  expect(preferencesStore.getState().holdSeconds).toBeNull();
});

it("shows a new key once, lists it, and revokes it after a yes", async () => {
  let keys: ApiKey[] = [];
  server.use(
    http.get("*/api/v1/api-keys", () => HttpResponse.json({ api_keys: keys })),
    http.post("*/api/v1/api-keys", async ({ request }) => {
      expect(await request.json()).toEqual({ name: "my bot", scopes: ["account"] });
      keys = [KEY];
      return HttpResponse.json({ api_key: KEY, secret: "thor_ab12_secret" }, { status: 201 });
    }),
    http.delete("*/api/v1/api-keys/:id", () => {
      keys = [];
      return new HttpResponse(null, { status: 204 });
    }),
  );
  show(
    <>
      <ApiKeysPanel />
      <Confirmation />
    </>,
  );
  expect(await screen.findByText("No key yet.")).toBeVisible();
  await userEvent.type(screen.getByLabelText("Name of a new key"), "my bot");
  await userEvent.click(screen.getByRole("button", { name: "Make a key" }));
  expect(await screen.findByLabelText("The key my bot")).toHaveValue("thor_ab12_secret");

  await userEvent.click(await screen.findByRole("button", { name: "Revoke my bot" }));
  await userEvent.click(await screen.findByRole("button", { name: "Revoke the key" }));
  expect(await screen.findByText("No key yet.")).toBeVisible();
  expect(screen.queryByLabelText("The key my bot")).toBeNull();
});

it("says why a key was refused", async () => {
  server.use(
    http.get("*/api/v1/api-keys", () => HttpResponse.json({ api_keys: [] })),
    http.post("*/api/v1/api-keys", () => problem(403, "forbidden", "Only the first user may.")),
  );
  show(<ApiKeysPanel />);
  await userEvent.type(await screen.findByLabelText("Name of a new key"), "feed");
  await userEvent.click(screen.getByLabelText("For pushing quotes, not for trading"));
  await userEvent.click(screen.getByRole("button", { name: "Make a key" }));
  await waitFor(() =>
    expect(screen.getByRole("alert")).toHaveTextContent("Only the first user may."),
  );
});
