import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeAll, expect, it, vi } from "vitest";
import { dismiss } from "@/kernel/welcomed";
import { aSession } from "@/test/fixtures";
import { problem, server } from "@/test/server";

/** A websocket that connects to nobody. */
class QuietWebSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readyState = 0;
  send(): void {}
  close(): void {
    this.readyState = 3;
  }
}

beforeAll(async () => {
  vi.stubGlobal("WebSocket", QuietWebSocket);
  window.scrollTo = () => undefined;
  // The router loads these when they are needed; here that would count as waiting for a screen.
  await import("@/app/AppShell");
  await import("@/app/home/Home");
}, 60_000);

it("keeps the deep link through the login, and the ticket through an ended session", async () => {
  dismiss();
  window.history.pushState(null, "", "/app/home?symbol=META");
  // Imported now: the router reads the address when it is made.
  const { router } = await import("@/app/router");
  const { queryClient } = await import("@/app/queryClient");
  render(
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );

  await userEvent.type(await screen.findByLabelText("E-mail"), "ada@example.com");
  await userEvent.type(screen.getByLabelText("Password"), "correct-horse");
  server.use(
    http.post("*/api/v1/auth/login", () => HttpResponse.json(aSession())),
    http.get("*/api/v1/auth/me", () => HttpResponse.json(aSession())),
  );
  await userEvent.click(screen.getByRole("button", { name: "Log in" }));

  expect(await screen.findByLabelText("Symbol")).toHaveValue("META");
  expect(router.state.location.href).toBe("/app/home?symbol=META");
  expect(screen.getByTestId("paper-badge")).toBeVisible();

  await userEvent.type(screen.getByLabelText("Quantity"), "25");
  server.use(http.post("*/api/v1/orders", () => problem(401, "not_logged_in", "Log in first.")));
  await userEvent.click(screen.getByTestId("ticket-send"));
  expect(await screen.findByText(/Your session has ended/)).toBeVisible();

  await userEvent.type(screen.getByLabelText("E-mail"), "ada@example.com");
  await userEvent.type(screen.getByLabelText("Password"), "correct-horse");
  await userEvent.click(screen.getByRole("button", { name: "Log in" }));
  expect(await screen.findByLabelText("Quantity")).toHaveValue("25");

  server.use(http.post("*/api/v1/auth/logout", () => new HttpResponse(null, { status: 204 })));
  await userEvent.click(screen.getByRole("button", { name: /Ada/ }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Log out" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/login"));
  expect(sessionStorage.getItem("thor.ticket.draft")).toBeNull();
});
