import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ENTRY = fileURLToPath(new URL("forms.ts", import.meta.url));

/** The source of a module for LuCI that holds what forms.ts exports. */
export async function hostSource(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    absWorkingDir: fileURLToPath(new URL("../..", import.meta.url)),
    bundle: true,
    write: false,
    format: "iife",
    globalName: "host",
    // What LuCI's own files ask of a browser.
    target: "es2020",
    // LuCI's build makes scripts smaller, and does not know of texts within texts.
    supported: { "template-literal": false },
    charset: "utf8",
    minifyWhitespace: true,
    lineLimit: 110,
  });
  const [{ text }] = outputFiles;
  return `'use strict';
'require baseclass';

// Made of host/ by 'npm run luci' (router-image/luci/forms.ts). Do not edit it here.

${text.replace(/^"use strict";/, "")}
return baseclass.extend(host);
`;
}
