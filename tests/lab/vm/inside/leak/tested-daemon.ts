import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { daemonConfig, watchLab } from "../../../daemon.ts";
import type { Lab } from "../../../lab.ts";
import { RULESET } from "../../../network.ts";
import { BORDERTAP, type RunningDaemon } from "../../../running-daemon.ts";

export const LAST_GOOD = "last-good";

export const NO_RULES = "flush ruleset\n";

/** The daemon that is to let nothing leak: one at a time, under the configuration that an event asks for. */
export class TestedDaemon {
  /** Of the program, where it is not the one that was built. */
  bundle: string | undefined;
  readonly #lab: Lab;
  #running: RunningDaemon | undefined;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** The last that was started. */
  get last(): RunningDaemon {
    assert.ok(this.#running, "no daemon was started");
    return this.#running;
  }

  async start(bordertap: object = {}, codes?: readonly string[]): Promise<void> {
    const options = { bundle: this.bundle, launcher: WITHOUT_IPTABLES };
    this.#running = await watchLab(this.#lab, this.#config(bordertap, codes), options);
  }

  /** One that judges; where it has ended without being asked to, that is told, and another one takes its place. */
  async judging(): Promise<RunningDaemon> {
    if (this.#running && !this.#running.program.running) {
      const { signal, status, stderr } = await this.#running.program.ended;
      const messages = this.#lab.of("router").runNow(["sh", "-c", "dmesg | tail -4"]);
      console.log(`the daemon had ended: ${signal ?? status}\n${stderr.slice(-600)}${messages}`);
    }
    if (!this.#running?.program.running) await this.start();
    return this.last;
  }

  /** Resolves when the policy is in force. */
  async reload(
    bordertap: object = {},
    codes?: readonly string[],
    exception?: readonly object[],
  ): Promise<void> {
    const running = await this.judging();
    const { length } = running.log;
    running.reload(this.#config(bordertap, codes, exception));
    await this.#lab.waitFor(() => running.log.slice(length).includes("event=reloaded"), "the policy");
  }

  async enforcement() {
    return (await (await this.judging()).json("status")).enforcement;
  }

  /** The rules of before it, in the place of all others. */
  async loadBootRules(bordertap: object): Promise<void> {
    const path = join(this.#lab.folder, "boot.json");
    writeFileSync(path, JSON.stringify(this.#config(bordertap)));
    const nft = [process.execPath, BORDERTAP, "nft", "--boot", "--config", path];
    const { status, stdout, stderr } = await this.#lab.run("router", nft);
    assert.equal(status, 0, stderr);
    this.#lab.of("router").runNow(["nft", "-f", "-"], `${NO_RULES}${RULESET}${stdout}`);
  }

  async close(): Promise<void> {
    if (this.#running?.program.running) await this.#running.stop();
  }

  #config(bordertap: object, codes: readonly string[] = ["EG"], exception: readonly object[] = []) {
    const directory = join(this.#lab.folder, "state");
    const ours = { mode: "enforce", fail: LAST_GOOD, tunnels: "block", directory };
    return {
      ...daemonConfig(this.#lab, { ...ours, ...bordertap }),
      country: [{ codes, action: "block" }],
      exception,
    };
  }
}

/** What counts the packets without a verdict (unjudged.ts) are rules of iptables, which the daemon would not start beside. */
const HIDDEN = "for program in nft legacy; do mount --bind /bin/true /usr/sbin/xtables-$program-multi; done";
const WITHOUT_IPTABLES = ["unshare", "--mount", "sh", "-c", `${HIDDEN}; exec "$@"`, "sh"];
