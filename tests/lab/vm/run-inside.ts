// What runs inside: all test files that its arguments name, in one process, since each takes seconds to start there.

import { argv } from "node:process";

for (const file of argv.slice(2)) await import(file);
