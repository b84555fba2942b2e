// Part of the build: compiles oui-data's index.json to a vendor table. Arguments: the one, the other.

import { readWholeFile, replaceFile } from "../../platform/files.ts";
import { commandLine } from "../../platform/program.ts";
import { writeError } from "../../platform/terminal.ts";
import { compileVendors } from "./compile.ts";
import { readRegistry } from "./registry.ts";

const [source, output] = commandLine();
const image = compileVendors(readRegistry(readWholeFile(source)));
replaceFile(output, image);
writeError(`bordertap: wrote ${output}, ${image.length} octets\n`);
