import assert from "node:assert/strict";
import test from "node:test";
import { ALL_HOSTS, CLIENTS } from "../../../router-image/vm/hosts.ts";
import { lifeMissing, type Seen, untilLife } from "../../../router-image/vm/life.ts";

const through = (country: string) => ({ country, bytesUp: 10, bytesDown: 20, packetsAttempted: 0 });
const refused = (country: string) => ({ country, bytesUp: 0, bytesDown: 0, packetsAttempted: 3 });

/** All that there is when the household lives. */
function whole(): Seen {
  const cells = ALL_HOSTS.map(({ country, action }) => (action === "block" ? refused : through)(country));
  return {
    devices: CLIENTS.map((client) => ({ name: client.toUpperCase(), countries: cells })),
    alerts: [{ country: "CN" }, { country: "BY" }],
    refused: 2,
  };
}

function without(country: string): Seen {
  const { devices, ...rest } = whole();
  return {
    ...rest,
    devices: devices.map((device) => ({
      ...device,
      countries: device.countries.filter((cell) => cell.country !== country),
    })),
  };
}

test("a household that lives lacks nothing", () => assert.deepEqual(lifeMissing(whole()), []));

test("what is missing is named", () => {
  assert.deepEqual(lifeMissing({ ...whole(), alerts: [{ country: "BY" }] }), ["no alert of CN"]);
  assert.deepEqual(lifeMissing({ ...whole(), alerts: [{ country: "CN" }] }), ["no alert of BY"]);
  assert.deepEqual(lifeMissing({ ...whole(), refused: 0 }), ["no packet that the rules refused"]);
  assert.deepEqual(lifeMissing(without("NL")), ["no traffic of phone with NL", "no traffic of tv with NL"]);
  assert.deepEqual(lifeMissing(without("BY")), ["no attempt of phone at BY", "no attempt of tv at BY"]);
  // Photos are the phone's alone.
  assert.deepEqual(lifeMissing(without("CN")), ["no traffic of phone with CN"]);
  const { devices, ...rest } = whole();
  assert.deepEqual(lifeMissing({ ...rest, devices: devices.slice(1) }), ["no device called phone"]);
});

test("what passed is no attempt, and an attempt is no traffic", () => {
  const [phone, ...others] = whole().devices;
  const swapped = phone.countries.map(({ country }) => (country === "BY" ? through : refused)(country!));
  const missing = lifeMissing({ ...whole(), devices: [{ ...phone, countries: swapped }, ...others] });
  assert.deepEqual(
    missing.toSorted(),
    ["CN", "DE", "NL", "US"]
      .map((country) => `no traffic of phone with ${country}`)
      .concat("no attempt of phone at BY")
      .toSorted(),
  );
});

test("waits until it is there, and says what is not", async () => {
  let asked = 0;
  const { devices, alerts } = whole();
  const ask = async (path: string): Promise<unknown> => {
    if (path.endsWith("/devices")) return { devices: ++asked < 2 ? [] : devices };
    return path.endsWith("/alerts") ? { alerts } : { enforcement: { rules: { refused: 1 } } };
  };
  await untilLife(ask, 10_000);
  assert.equal(asked, 2);
  const never = async (path: string): Promise<unknown> =>
    path.endsWith("/status") ? {} : { devices, alerts: [] };
  await assert.rejects(
    untilLife(never, 0),
    /no alert of CN; no alert of BY; no packet that the rules refused/,
  );
});
