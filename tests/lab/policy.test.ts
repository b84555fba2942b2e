// The policy of a running daemon: what it alerts on, what an exception frees, and another one taken in flight.

import assert from "node:assert/strict";
import test from "node:test";
import { daemonConfig, daemonMissing, watchLab } from "./daemon.ts";
import { HOSTS } from "./hosts.ts";
import { Lab } from "./lab.ts";
import { missingForLab } from "./requirements.ts";

interface Flow {
  readonly remote: string;
  readonly host?: string;
  readonly verdict: string;
}

const skip = missingForLab() || daemonMissing();
if (skip) console.log(`tests of a running policy skipped: ${skip}`);

test("a policy in a household", { skip }, async (context) => {
  const lab = await Lab.create({ clients: ["phone"], ipv6: false });
  try {
    const base = daemonConfig(lab);
    const daemon = await watchLab(lab, {
      ...base,
      bordertap: { ...(base.bordertap as object), timezone: "UTC" },
      country: [
        { codes: ["CN"], action: "block" },
        { codes: ["NL"], action: "alert" },
      ],
      exception: [{ host: [HOSTS.news.name] }],
    });
    const fetch = async (host: string) => {
      const { status, stderr } = await lab.run("phone", [
        "curl",
        "-sS",
        "-o",
        "/dev/null",
        `http://${host}/`,
      ]);
      assert.equal(status, 0, stderr);
    };
    const flagged = () => daemon.flows("&flagged=true") as Promise<Flow[]>;

    await context.test("mode alert lets what says block pass, and tells of it", async () => {
      await fetch(HOSTS.photos.name);
      const { alerts } = await daemon.until("alerts", ({ alerts }) => alerts.length === 1);
      assert.equal(alerts[0].country, "CN");
      assert.equal(alerts[0].flow.verdict, "accept");
      const flows = await flagged();
      assert.ok(
        flows.length > 0 &&
          flows.every(({ remote, verdict }) => remote === HOSTS.photos.ipv4 && verdict === "accept"),
      );
    });

    await context.test("a name that the device asked DNS for frees its flow", async () => {
      await fetch(HOSTS.news.name);
      await daemon.until("flows", ({ flows }) =>
        flows.some(({ remote }: Flow) => remote === HOSTS.news.ipv4),
      );
      assert.ok((await flagged()).every(({ remote }) => remote !== HOSTS.news.ipv4));
      assert.equal((await daemon.json("alerts")).alerts.length, 1);
    });

    await context.test("another policy judges what is open anew, and raises no alert for it", async () => {
      daemon.reload({ ...base, country: [{ codes: ["NL"], action: "alert" }] });
      await lab.waitFor(() => daemon.log.includes("event=reloaded"), "the reload");
      await daemon.until(
        "flows?flagged=true",
        ({ flows }) => flows.length > 0 && flows.every(({ remote }: Flow) => remote === HOSTS.news.ipv4),
      );
      assert.equal((await daemon.json("alerts")).alerts.length, 1);
      await fetch(HOSTS.news.name);
      await daemon.until("alerts", ({ alerts }) => alerts.length === 2 && alerts[0].country === "NL");
    });
    await daemon.stop("SIGTERM");
  } finally {
    await lab.close();
  }
});
