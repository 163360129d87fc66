import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = join(__dirname, "..");
const LINES_MAX = 250;
const GENERATED = new Set(["api/schema.d.ts"]);

/** Who may import whom. A feature stands alone; `app` puts features together. */
const ALLOWED: Record<string, readonly string[]> = {
  kernel: [],
  api: ["kernel"],
  live: ["kernel", "api"],
  ui: ["kernel", "api", "live"],
  features: ["kernel", "api", "live", "ui"],
  app: ["kernel", "api", "live", "ui", "features"],
};

interface Module {
  path: string;
  layer: string;
  /** The feature it belongs to, or nothing. */
  feature: string | undefined;
  text: string;
  imports: string[];
}

const modules: Module[] = filesUnder(SRC)
  .map((file) => relative(SRC, file))
  .filter((path) => /\.tsx?$/.test(path) && !GENERATED.has(path))
  .map((path) => {
    const text = readFileSync(join(SRC, path), "utf8");
    const [layer = "", second] = path.split("/");
    const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*"(@\/[^"]+|\.[^"]+)"/g)];
    return {
      path,
      layer,
      feature: layer === "features" ? second : undefined,
      text,
      imports: imports.map((match) => match[1] ?? ""),
    };
  });

const shipped = modules.filter(({ path, layer }) => layer in ALLOWED && !path.includes(".test."));

describe("the front end's architecture", () => {
  it("has modules to look at", () => {
    expect(shipped.length).toBeGreaterThan(50);
  });

  it.each(modules.map((each) => [each.path, each] as const))(
    "%s fits in one reading",
    (_, each) => {
      expect(each.text.split("\n").length - 1).toBeLessThanOrEqual(LINES_MAX);
    },
  );

  it.each(shipped.map((each) => [each.path, each] as const))(
    "%s imports only what its layer may",
    (_, each) => {
      for (const target of each.imports) {
        const [, layer = "", feature] = target.split("/");
        if (layer === "styles.css") continue;
        expect(target, "imports are written from the root").toMatch(/^@\//);
        if (layer === each.layer && feature === each.feature) continue;
        if (layer === each.layer && layer !== "features") continue;
        expect(ALLOWED[each.layer], `${each.path} imports ${target}`).toContain(layer);
      }
    },
  );

  it("has no barrel files", () => {
    expect(modules.filter(({ path }) => /(^|\/)index\.tsx?$/.test(path))).toEqual([]);
  });

  it("never turns money into a float", () => {
    const offenders = shipped.filter(({ text }) => /parseFloat|Number\.parse/.test(text));
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });
});

function filesUnder(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesUnder(path) : [path];
  });
}
