import { gzipSync } from "node:zlib";
import type { HtmlTagDescriptor, Plugin, Rollup } from "vite";

/** Script that is loaded before the war room can be used, gzipped. The owner's limit. */
const INITIAL_KB_MAX = 300;

/** Modules that a trader who opens the war room waits for, besides the entry. */
const WAITED_FOR = ["/src/app/AppShell.tsx", "/src/app/home/Home.tsx"];

/**
 * Fails a build whose war room would load more script than the budget allows, and has the page ask
 * for all of it at once, before its first line has run.
 */
export function budget(): Plugin {
  return {
    name: "thor-budget",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (html, { bundle = {} }) =>
        [...initial(chunksOf(bundle))]
          .map(({ fileName }) => `/${fileName}`)
          .filter((href) => !html.includes(href))
          .map(preload),
    },
    generateBundle(_, bundle) {
      const chunks = [...initial(chunksOf(bundle))];
      const bytes = chunks.reduce((sum, { code }) => sum + gzipSync(code).length, 0);
      const text = `initial script ${Math.round(bytes / 1000)} kB of ${INITIAL_KB_MAX} kB gzipped`;
      if (bytes > INITIAL_KB_MAX * 1000) this.error(`Too much to load: ${text}.`);
      this.info(text);
    },
  };
}

function chunksOf(bundle: Rollup.OutputBundle): Rollup.OutputChunk[] {
  return Object.values(bundle).filter((each) => each.type === "chunk");
}

function preload(href: string): HtmlTagDescriptor {
  return {
    tag: "link",
    attrs: { rel: "modulepreload", crossorigin: true, href },
    injectTo: "head",
  };
}

/** The chunks that are waited for, with everything that they import at once. */
function initial(chunks: readonly Rollup.OutputChunk[]): Set<Rollup.OutputChunk> {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const found = new Set<Rollup.OutputChunk>();
  const open = chunks.filter(
    (chunk) =>
      chunk.isEntry || WAITED_FOR.some((path) => chunk.facadeModuleId?.endsWith(path) ?? false),
  );
  for (let chunk = open.pop(); chunk; chunk = open.pop()) {
    if (found.has(chunk)) continue;
    found.add(chunk);
    for (const name of chunk.imports) {
      const imported = byName.get(name);
      if (imported) open.push(imported);
    }
  }
  return found;
}
