import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { build } from "esbuild";

const FOLDER = "dist";

mkdirSync(FOLDER, { recursive: true });
for (const name of readdirSync(FOLDER).filter((name) => /^chunk-[A-Z0-9]{8}\.js$/.test(name)))
  rmSync(`${FOLDER}/${name}`);

// The program, and the threads of its taps and of its judge; what they share, and what only some commands need, lies in chunks beside
// them, so that each loads no more than it uses.
const { metafile } = await build({
  entryPoints: { bordertap: "host/main.ts", tap: "host/tap/main.ts", judge: "host/judge/main.ts" },
  outdir: FOLDER,
  bundle: true,
  metafile: true,
  splitting: true,
  chunkNames: "chunk-[hash]",
  platform: "node",
  // A module that is loaded later has its names only where it is written as one.
  mainFields: ["module", "main"],
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
chmodSync(`${FOLDER}/bordertap.js`, 0o755);
// The folder is the program, wherever it is put: Node 20 takes .js for CommonJS where nobody tells.
writeFileSync(`${FOLDER}/package.json`, '{ "type": "module" }\n');

// The licences of what is in the bundle, which have to go where it goes. koffi's native half lies beside it.
const modules = Object.keys(metafile.inputs).flatMap(
  (path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [],
);
const notices = [...new Set([...modules, "node_modules/koffi"])].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const text = file === undefined ? "" : `\n${readFileSync(`${folder}/${file}`, "utf8").trim()}\n`;
  return `${name} ${version} (${license})\n${text}`;
});
writeFileSync(`${FOLDER}/NOTICES`, notices.join(`\n${"-".repeat(80)}\n`));

// koffi's native half, for every C library and processor that npm has brought: host/platform/addon.ts chooses.
const PREBUILT = "node_modules/@koromix";
mkdirSync(`${FOLDER}/koffi`, { recursive: true });
for (const name of readdirSync(PREBUILT).filter((name) => name.startsWith("koffi-linux-"))) {
  for (const build of readdirSync(`${PREBUILT}/${name}`)) {
    const from = `${PREBUILT}/${name}/${build}/koffi.node`;
    if (existsSync(from)) copyFileSync(from, `${FOLDER}/koffi/${build}.node`);
  }
}
