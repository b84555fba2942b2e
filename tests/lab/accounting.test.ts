// Conntrack beside the tap: how much of the traffic the tap saw, and who counts.

import assert from "node:assert/strict";
import test from "node:test";
import { daemonConfig, daemonMissing, watchLab } from "./daemon.ts";
import { HOSTS } from "./hosts.ts";
import { Lab } from "./lab.ts";
import { missingForLab } from "./requirements.ts";

const UPLOAD_SIZE = 2_000_000;
const DEADLINE_MS = 30_000;

interface Status {
  readonly accounting: { readonly source: string; readonly offload: string; readonly coverageRatio?: number };
}

const skip = missingForLab() || daemonMissing();
if (skip) console.log(`tests of accounting skipped: ${skip}`);

function withAccounting(lab: Lab, accounting: string): Record<string, unknown> {
  const { bordertap, ...rest } = daemonConfig(lab);
  return { ...rest, bordertap: { ...(bordertap as object), accounting } };
}

async function upload(lab: Lab, family: "-4" | "-6"): Promise<void> {
  const target = `http://${HOSTS.photos.name}/upload`;
  const { status } = await lab.run("phone", ["curl", "-sS", family, "-T", "-", target], {
    input: "x".repeat(UPLOAD_SIZE),
  });
  assert.equal(status, 0);
}

async function bytesUpToChina(lab: Lab, daemon: Awaited<ReturnType<typeof watchLab>>): Promise<number> {
  const { devices } = await daemon.json("devices");
  const phone = devices.find(({ device }: { device: string }) => device === lab.addresses("phone").mac);
  const china = phone?.countries.find(({ country }: { country: string | null }) => country === "CN");
  return china?.bytesUp ?? 0;
}

test("the tap sees all that conntrack counts, merged segments and NAT included", { skip }, async () => {
  const lab = await Lab.create({ clients: ["phone"], offloads: true });
  try {
    const daemon = await watchLab(lab, withAccounting(lab, "auto"));
    await lab.waitFor(() => daemon.log.includes("conntrack counts"), "conntrack");
    await upload(lab, "-4");
    await upload(lab, "-6");
    const { accounting } = await daemon.until(
      "status",
      ({ accounting }: Status) => accounting.coverageRatio !== undefined,
      DEADLINE_MS,
    );
    assert.equal(accounting.source, "tap");
    assert.ok(Math.abs(accounting.coverageRatio - 1) < 0.001, `${accounting.coverageRatio}`);
    const metrics = await daemon.metrics();
    assert.equal(metrics.get("bordertap_measurement_coverage_ratio"), accounting.coverageRatio);
  } finally {
    await lab.close();
  }
});

test("where conntrack counts, its bytes take the place of the tap's", { skip }, async () => {
  const lab = await Lab.create({ clients: ["phone"] });
  try {
    const daemon = await watchLab(lab, withAccounting(lab, "conntrack"));
    await daemon.until("status", ({ accounting }: Status) => accounting.source === "conntrack", DEADLINE_MS);
    assert.equal(await bytesUpToChina(lab, daemon), 0);
    await upload(lab, "-4");
    const bytes = await lab.waitFor(
      async () => (await bytesUpToChina(lab, daemon)) || undefined,
      "conntrack's bytes",
      DEADLINE_MS,
    );
    // Both together would be twice as much; IP headers are a few hundredths.
    assert.ok(bytes > UPLOAD_SIZE && bytes < 1.1 * UPLOAD_SIZE, `${bytes}`);

    daemon.reload(withAccounting(lab, "tap"));
    await daemon.until("status", ({ accounting }: Status) => accounting.source === "tap", DEADLINE_MS);
    assert.equal(await bytesUpToChina(lab, daemon), bytes);
    await upload(lab, "-4");
    const more = await lab.waitFor(async () => {
      const now = await bytesUpToChina(lab, daemon);
      return now > bytes + UPLOAD_SIZE ? now : undefined;
    }, "the tap's bytes");
    assert.ok(more < bytes + 1.1 * UPLOAD_SIZE, `${more} after ${bytes}`);
  } finally {
    await lab.close();
  }
});
