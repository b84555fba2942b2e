import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { build } from "esbuild";

/** The program, and the thread of its taps, which loads no more than it needs. */
const PROGRAMS = [
  { from: "host/main.ts", to: "dist/bordertap.js" },
  { from: "host/tap/main.ts", to: "dist/tap.js" },
];

for (const { from, to } of PROGRAMS) await bundle(from, to);
chmodSync("dist/bordertap.js", 0o755);

async function bundle(from, to) {
  await build({
    entryPoints: [from],
    outfile: to,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    // Names stay, so that a stack trace in a bug report can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    // commander is CommonJS and requires Node's own modules when it starts.
    banner: {
      js: '#!/usr/bin/env node\nimport { createRequire as bundleRequire } from "node:module";\nconst require = bundleRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
}

// koffi's native half, for every C library and processor that npm has brought: host/platform/addon.ts chooses.
const PREBUILT = "node_modules/@koromix";
mkdirSync("dist/koffi", { recursive: true });
for (const name of readdirSync(PREBUILT).filter((name) => name.startsWith("koffi-linux-"))) {
  for (const build of readdirSync(`${PREBUILT}/${name}`)) {
    const from = `${PREBUILT}/${name}/${build}/koffi.node`;
    if (existsSync(from)) copyFileSync(from, `dist/koffi/${build}.node`);
  }
}
