import assert from "node:assert/strict";
import test from "node:test";
import type { FlowReport } from "../../../host/report/flows.ts";
import { uploadText } from "../../../host/report/upload-text.ts";
import { widthOf } from "../../../host/report/width.ts";

const MAC = "64:b4:73:20:14:08";
const LONG = "2001:db80:1111:2222:3333:4444:5555:6666";
const ORGANIZATION = "手机 \u202e".repeat(30);
const NAMES = new Map([
  ["CN", "China"],
  ["GS", "South Georgia & South…"],
]);
const nameOf = (country: string | null) => (country === null ? "(at home)" : (NAMES.get(country) ?? "?"));

function flow(fields: Partial<FlowReport>): FlowReport {
  return {
    device: MAC,
    local: "192.168.1.2",
    remote: "113.96.12.80",
    protocol: 6,
    localPort: 40000,
    remotePort: 443,
    country: "CN",
    names: [],
    packetsUp: 1,
    packetsDown: 0,
    bytesUp: 216_000,
    bytesDown: 0,
    verdict: "accept",
    ...fields,
  };
}

test("the line of an upload", () => {
  const lines: [Partial<FlowReport>, number, string][] = [
    [{}, 80, `   216 kB  ${MAC} to 113.96.12.80 TCP 443  China`],
    [{ otherCountry: "SG" }, 80, `   216 kB  ${MAC} to 113.96.12.80 TCP 443  China (CN/SG)`],
    [{ otherCountry: "SG" }, 60, `   216 kB  ${MAC} to 113.96.12.80 TCP 443  CN/SG`],
    [{ country: null }, 80, `   216 kB  ${MAC} to 113.96.12.80 TCP 443  (at home)`],
    [{ remote: undefined, country: undefined }, 80, `   216 kB  ${MAC} to ? TCP 443`],
    [{ protocol: 253, remotePort: undefined }, 80, `   216 kB  ${MAC} to 113.96.12.80 protocol 253  China`],
    [{ organization: "Chinanet" }, 80, `   216 kB  ${MAC} to 113.96.12.80 TCP 443  China  Chinanet`],
    [{ organization: "Chinanet" }, 66, `   216 kB  ${MAC} to 113.96.12.80 TCP 443  China`],
    [{ organization: "IBM" }, 64, `   216 kB  ${MAC} to 113.96.12.80 TCP 443  China  IBM`],
    [{ organization: "北京手机有限公司" }, 70, `   216 kB  ${MAC} to 113.96.12.80 TCP 443  China  北京手机…`],
    [
      { organization: "\x1b[31m\u202eevil", otherCountry: "SG" },
      80,
      `   216 kB  ${MAC} to 113.96.12.80 TCP 443  China (CN/SG)  \\x1b[31m\\u…`,
    ],
    [{ remote: LONG }, 80, `   216 kB  ${MAC} to 2001:db80:1111:2222:3333:4444:55… TCP 443  China`],
    [{ remote: LONG, otherCountry: "SG" }, 60, `   216 kB  ${MAC} to 2001:db80:11… TCP 443  CN/SG`],
  ];
  for (const [fields, width, line] of lines) assert.equal(uploadText(flow(fields), nameOf, width), line);
});

test("addresses give way, the country stays, no line is too wide", () => {
  for (let width = 42; width <= 160; width++)
    for (const device of [MAC, LONG, undefined])
      for (const remote of [LONG, "1.1.1.1", undefined])
        for (const country of ["CN", "GS"])
          for (const otherCountry of ["SG", undefined])
            for (const remotePort of [65535, undefined]) {
              const fields = { device, remote, country, otherCountry, remotePort, protocol: 136 };
              const line = uploadText(flow(fields), nameOf, width);
              assert.ok(widthOf(line) <= width, `${width}: ${line}`);
              if (otherCountry) assert.match(line, /(CN|GS)\/SG\)?$/);
              const named = uploadText(flow({ ...fields, organization: ORGANIZATION }), nameOf, width);
              assert.ok(widthOf(named) <= width, `${width}: ${named}`);
              assert.ok(named.startsWith(line), "an organization takes no other's place");
            }
});
