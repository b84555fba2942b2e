import { spawn } from "node:child_process";
import { once } from "node:events";
import { CLONE } from "../package/clone.ts";
import type { RouterVm } from "./router.ts";

/** Asks the router with one of the program's commands, on our output. Throws where that fails. */
export async function ask({ url, tokenFile }: RouterVm, command: string): Promise<void> {
  const words = [`${CLONE}/dist/bordertap.js`, command, "--url", url, "--token-file", tokenFile];
  const [status] = await once(spawn(process.execPath, words, { stdio: "inherit" }), "close");
  if (status !== 0) throw new Error(`bordertap ${command} ended with status ${status}`);
}
