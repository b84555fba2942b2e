// nft's `queue` with nobody listening, as the judge's rules have it.

import assert from "node:assert/strict";
import test, { after, before, describe } from "node:test";
import { HOSTS } from "../../hosts.ts";
import type { Lab } from "../../lab.ts";
import { missingForLab } from "../../requirements.ts";
import { missingInside } from "../inside.ts";
import { sharedLab } from "./shared-lab.ts";

const PINGS = 3;

describe("a queue without a listener", { skip: missingInside() || missingForLab("ping") }, () => {
  let lab: Lab;
  before(async () => {
    lab = await sharedLab();
  });
  after(() => lab?.of("router").runNow(["nft", "-f", "-"], NO_RULES));

  for (const [flags, answers] of [
    ["flags bypass ", PINGS],
    ["", 0],
  ] as const)
    test(`"queue ${flags}to 0": ${answers} of ${PINGS} pings are answered`, async () => {
      const router = lab.of("router");
      router.runNow(["nft", "-f", "-"], ruleset(flags));
      for (const [option, address] of [
        ["-4", HOSTS.news.ipv4],
        ["-6", HOSTS.news.ipv6],
      ]) {
        const ping = ["ping", option, "-n", "-i", "0.2", "-W", "2", "-c", `${PINGS}`, address];
        const { stdout } = await lab.run("phone", ping);
        assert.match(stdout, new RegExp(`^${PINGS} packets transmitted, ${answers} received`, "m"));
      }
      // Those that were asked and those that answered.
      const counters = router.runNow(["nft", "list", "table", "inet", "judge"]);
      assert.match(counters, new RegExp(`counter packets ${2 * (PINGS + answers)} bytes`));
    });
});

const NO_RULES = "table inet judge\ndelete table inet judge\n";

function ruleset(flags: string): string {
  return `${NO_RULES}table inet judge {
    chain judge { type filter hook forward priority filter - 20; counter queue ${flags}to 0; }
  }`;
}
