// Bundles the board page into dist/: the page's script, its worker's, one sheet, one html. Nothing third-party is committed.
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

await mkdir(dist, { recursive: true });
await build({
  entryPoints: [
    { in: join(here, "board.js"), out: "board" },
    { in: join(here, "board.css"), out: "board" },
    { in: join(here, "worker/worker.js"), out: "worker" },
  ],
  outdir: dist,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2017", "chrome60"],
  external: ["/fonts/*"],
  legalComments: "linked",
  logLevel: "warning",
});
for (const name of ["board.html", "icon.svg"]) await copyFile(join(here, name), join(dist, name));
