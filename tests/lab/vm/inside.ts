import { INSIDE_VARIABLE } from "./vm.ts";

/** Why a test that needs the virtual machine's kernel cannot run here; false inside. What `skip` of a test takes. */
export function missingInside(): string | false {
  return process.env[INSIDE_VARIABLE] === undefined
    ? "runs inside the virtual machine (npm run test:vm)"
    : false;
}
