import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { build } from "esbuild";

const OUTPUT = "dist/bordertap.js";

await build({
  entryPoints: ["host/main.ts"],
  outfile: OUTPUT,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  // Names stay, so that a stack trace in a bug report can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  // commander is CommonJS and requires Node's own modules when it starts.
  banner: {
    js: '#!/usr/bin/env node\nimport { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);',
  },
  logLevel: "warning",
});
chmodSync(OUTPUT, 0o755);

// koffi's native half, for every C library and processor that npm has brought: host/platform/addon.ts chooses.
const PREBUILT = "node_modules/@koromix";
mkdirSync("dist/koffi", { recursive: true });
for (const name of readdirSync(PREBUILT).filter((name) => name.startsWith("koffi-linux-"))) {
  for (const build of readdirSync(`${PREBUILT}/${name}`)) {
    const from = `${PREBUILT}/${name}/${build}/koffi.node`;
    if (existsSync(from)) copyFileSync(from, `dist/koffi/${build}.node`);
  }
}
