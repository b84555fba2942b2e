// `npm run luci`: makes anew what is committed of the package and made of other files.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { hostSource } from "./host.ts";
import { manualSource } from "./manual.ts";
import { HOST, MANUAL, PACKAGE, TEMPLATE } from "./places.ts";
import { templateSource } from "./template.ts";

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

write(MANUAL, manualSource());
write(HOST, await hostSource());
// Last, for it reads the others.
write(TEMPLATE, templateSource(PACKAGE));
