import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, vi } from "vitest";
import { NOTHING_KNOWN } from "@/live/state";
import { liveStore } from "@/live/store";
import { server } from "@/test/server";

// What the browser has and jsdom lacks.
window.matchMedia ??= (query) =>
  ({
    matches: false,
    media: query,
    ...new EventTarget(),
    addEventListener() {},
    removeEventListener() {},
  }) as unknown as MediaQueryList;
vi.stubGlobal(
  "ResizeObserver",
  class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
);

vi.stubGlobal(
  "IntersectionObserver",
  class {
    observe() {}
    disconnect() {}
  },
);

// A machine may be busy with other things; a story that fails is told late rather than wrong.
configure({ asyncUtilTimeout: 10_000 });

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => {
  cleanup();
  server.resetHandlers();
  sessionStorage.clear();
  liveStore.setState(NOTHING_KNOWN, true);
});
afterAll(() => server.close());
