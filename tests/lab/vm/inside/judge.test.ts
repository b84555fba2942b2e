// Mode enforce with the kernel's own queue: what is refused from its first packet on, and what goes on.

import assert from "node:assert/strict";
import test, { after, before, describe } from "node:test";
import { daemonConfig, daemonMissing, watchLab } from "../../daemon.ts";
import { HOSTS } from "../../hosts.ts";
import type { Lab } from "../../lab.ts";
import { missingForLab } from "../../requirements.ts";
import type { RunningDaemon } from "../../running-daemon.ts";
import { missingInside } from "../inside.ts";
import { sharedLab } from "./shared-lab.ts";

const skip = missingInside() || missingForLab() || daemonMissing();

describe("mode enforce", { skip }, () => {
  let lab: Lab;
  let daemon: RunningDaemon;
  before(async () => {
    lab = await sharedLab();
    daemon = await watchLab(lab, {
      ...daemonConfig(lab, { mode: "enforce", directory: lab.folder }),
      country: [{ codes: ["CN"], action: "block" }],
    });
  });
  after(async () => {
    await daemon?.stop();
    lab?.of("router").runNow(["nft", "delete", "table", "inet", "bordertap"]);
  });

  /** curl's exit status: 0 is an answer, 7 a refused connection. */
  const fetch = async (url: string): Promise<number | null> =>
    (await lab.run("phone", ["curl", "-qsS", "--max-time", "20", "-o", "/dev/null", url])).status;

  test("an address in a blocked country is refused, others are reached", async () => {
    for (const host of [HOSTS.photos.ipv4, `[${HOSTS.photos.ipv6}]`])
      assert.equal(await fetch(`http://${host}/`), 7);
    for (const host of [HOSTS.news.ipv4, `[${HOSTS.news.ipv6}]`])
      assert.equal(await fetch(`http://${host}/`), 0);
    const { enforcement } = await daemon.until(
      "status",
      ({ enforcement }) => enforcement.decisions.accept >= 2,
    );
    console.log(JSON.stringify(enforcement));
    assert.equal(enforcement.decisions.blockAddress, 2);
    assert.equal(enforcement.decisions.none, 0);
  });
});
