import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Plugin } from "vite";

const TEXT = /\.(css|html|js|svg)$/;
/** Smaller ones fit into a packet as they are. */
const BYTES_MIN = 1_000;

/** Lays `name.gz` beside each file of text: compressed once, here, and not for every visitor. */
export function compress(): Plugin {
  let folder = "";
  return {
    name: "thor-compress",
    apply: "build",
    configResolved({ build }) {
      folder = build.outDir;
    },
    async closeBundle() {
      const files = await readdir(folder, { recursive: true });
      await Promise.all(files.filter((name) => TEXT.test(name)).map((name) => pack(folder, name)));
    },
  };
}

async function pack(folder: string, name: string): Promise<void> {
  const path = join(folder, name);
  const text = await readFile(path);
  if (text.length < BYTES_MIN) return;
  await writeFile(`${path}.gz`, await promisify(gzip)(text, { level: 9 }));
}
