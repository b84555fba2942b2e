// The country table is replaced while the daemon watches: what was counted stays, what follows is told by the new one.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { daemonConfig, daemonMissing, watchLab } from "./daemon.ts";
import { HOSTS } from "./hosts.ts";
import { Lab } from "./lab.ts";
import { missingForLab } from "./requirements.ts";
import { BORDERTAP } from "./running-daemon.ts";

interface Country {
  readonly country: string | null;
  readonly flows: number;
  readonly packetsUp: number;
  readonly packetsDown: number;
  readonly bytesUp: number;
}

interface Flow {
  readonly protocol: number;
  readonly packetsDown: number;
}

const ICMP = 1;
/** As proc(5) writes it. */
const TIME_WAIT = "06";

const skip = missingForLab("ping") || daemonMissing();
if (skip) console.log(`tests of a replaced country table skipped: ${skip}`);

/** Builds a table in which the photos' host is in `country`; `others` give it another number in each table. */
function buildTable(path: string, country: string, others: readonly string[]): void {
  const rows = others.map((code, k) => `20.${k}.0.0,20.${k}.255.255,${code}`);
  const source = `${path}.csv`;
  const photos = `113.96.0.0,113.96.255.255,${country}`;
  writeFileSync(source, [...rows, "86.88.0.0,86.88.255.255,NL", photos].join("\n"));
  execFileSync(process.execPath, [BORDERTAP, "geo", "build", "--first", source, "--output", path], {
    stdio: "pipe",
  });
}

/** The states of a host's TCP connections over IPv4. */
function connectionsOf(lab: Lab, host: string): string[] {
  const [, ...lines] = lab.of(host).runNow(["cat", "/proc/net/tcp"]).trim().split("\n");
  return lines.map((line) => line.trim().split(/\s+/)[3]);
}

test("a table replaced in flight", { skip }, async (context) => {
  const lab = await Lab.create({ clients: ["phone"], ipv6: false });
  try {
    const table = join(lab.folder, "live.table");
    buildTable(table, "CN", ["AU", "BR", "CA"]);
    const config = { ...daemonConfig(lab), geo: { table, update_interval_hours: 0 } };
    const daemon = await watchLab(lab, config);
    const upload = async () => {
      const target = `http://${HOSTS.photos.ipv4}/upload`;
      const { status, stderr } = await lab.run("phone", ["curl", "-sS", "-T", "-", target], {
        input: "x".repeat(50_000),
      });
      assert.equal(status, 0, stderr);
      await lab.waitFor(
        () => connectionsOf(lab, "phone").every((state) => state === TIME_WAIT),
        "its last ACK",
      );
    };
    let pings = 0;
    /** A ring keeps frames in order: what comes after them has been counted, and so have they. */
    const everythingHeard = async () => {
      pings++;
      await lab.run("phone", ["ping", "-c", "1", "192.168.1.1"]);
      await daemon.until("flows?limit=1000", ({ flows }: { flows: Flow[] }) =>
        flows.some(({ protocol, packetsDown }) => protocol === ICMP && packetsDown === pings),
      );
    };
    const countries = async () => {
      const { countries } = (await daemon.json("countries")) as { countries: Country[] };
      return new Map(countries.map((one) => [one.country, one]));
    };
    const untilFlows = (country: string, flows: number) =>
      daemon.until("countries", ({ countries }: { countries: Country[] }) =>
        countries.some((one) => one.country === country && one.flows === flows && one.bytesUp > 50_000),
      );

    await upload();
    await untilFlows("CN", 1);
    await everythingHeard();
    // Sums are up to a tenth of a second old, flows are not.
    const [{ packetsUp, packetsDown }] = (await daemon.flows()).filter(({ country }) => country === "CN");
    await daemon.until("countries", ({ countries }: { countries: Country[] }) =>
      countries.some(
        (one) => one.country === "CN" && one.packetsUp === packetsUp && one.packetsDown === packetsDown,
      ),
    );
    const before = (await countries()).get("CN");

    await context.test("what was counted keeps its country, what follows has the new one", async () => {
      // TW takes another number than CN had, and CN is in no range any more.
      buildTable(table, "TW", ["AU", "BE", "BR", "CA", "CH", "CL"]);
      daemon.reload(config);
      await lab.waitFor(() => daemon.log.includes("event=reloaded"), "the reload");
      await upload();
      await untilFlows("TW", 1);
      assert.deepEqual((await countries()).get("CN"), before);
      const flows = await daemon.flows();
      const codes = flows.filter(({ remote }) => remote === HOSTS.photos.ipv4).map(({ country }) => country);
      assert.deepEqual(codes.sort(), ["CN", "TW"]);
      assert.equal((await daemon.json(`lookup/${HOSTS.photos.ipv4}`)).country, "TW");
    });

    await context.test("flagged countries are flagged under their new numbers", async () => {
      daemon.reload({ ...config, country: [{ codes: ["TW"], action: "alert" }] });
      await lab.waitFor(() => daemon.log.match(/event=reloaded/g)?.length === 2, "the reload");
      await upload();
      const { alerts } = await daemon.until("alerts", ({ alerts }) => alerts.length === 2);
      assert.equal(alerts[0].country, "TW");
    });

    await context.test("a configuration that names what is no table is refused whole", async () => {
      const other = join(lab.folder, "other.table");
      writeFileSync(other, "no table at all");
      daemon.reload({ ...config, geo: { ...config.geo, table: other } });
      const { configuration } = await daemon.until(
        "status",
        ({ configuration }) => configuration.state === "refused",
      );
      assert.match(configuration.reason, /other\.table/);
      daemon.reload(config);
      await daemon.until("status", ({ configuration }) => configuration.state === "taken");
      assert.doesNotMatch(daemon.log, /country table refused/);
    });

    await context.test("a damaged table is refused, and the one before stays", async () => {
      writeFileSync(table, "no table at all");
      daemon.reload(config);
      await lab.waitFor(() => daemon.log.includes("country table refused"), "the refusal");
      await upload();
      await untilFlows("TW", 3);
      assert.equal((await daemon.json(`lookup/${HOSTS.photos.ipv4}`)).country, "TW");
    });
    await daemon.stop("SIGTERM");
  } finally {
    await lab.close();
  }
});
