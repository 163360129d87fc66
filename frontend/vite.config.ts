import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { budget } from "./budget.ts";
import { compress } from "./compress.ts";

/** Where `npm run dev` finds a running gateway. The build talks to the host it is served from. */
const gateway = process.env.THOR_GATEWAY_URL ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), tailwindcss(), budget(), compress()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    // The Host header stays the browser's, so that the gateway's origin check holds here too.
    proxy: { "/api": { target: gateway, ws: true, changeOrigin: false } },
  },
  build: { target: "es2022", sourcemap: false, reportCompressedSize: true },
  test: {
    restoreMocks: true,
    // Rules need no browser and run in a blink; screens get jsdom.
    projects: [
      {
        extends: true,
        test: { name: "rules", include: ["src/**/*.test.ts"], environment: "node" },
      },
      {
        extends: true,
        test: {
          name: "screens",
          include: ["src/**/*.test.tsx"],
          environment: "jsdom",
          setupFiles: ["./src/test/setup.ts"],
          testTimeout: 30_000,
        },
      },
    ],
  },
});
