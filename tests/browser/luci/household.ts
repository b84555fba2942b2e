// Endpoints that the pages are tried against: the program's own on a capture, and one whose every text is hostile.

import { after } from "node:test";
import { LIMITS, startEndpoint } from "../../../host/http/endpoint.ts";
import { flowReport, Scripted } from "../../host/http/helper/scripted.ts";

export const PHONE = "64:b4:73:20:14:08";
export const LAPTOP = "d6:2a:5e:20:14:05";
export const TV = "a8:23:fe:20:14:07";

/** What a device could call itself to be more than a name in a page. */
export const HOSTILE = `</td><img src="x" onerror="hacked=1"><script>hacked=2</script>&lt;b&gt;' %s \u202e`;

/** As pages write it. */
export const HOSTILE_SHOWN = HOSTILE.replace("\u202e", "\\u202e");

export function hostile(): Scripted {
  const observed = new Scripted();
  const named = { name: HOSTILE, source: "dhcp" as const };
  observed.deviceReports = observed.deviceReports.map((report) => ({
    ...report,
    addresses: [HOSTILE],
    vendor: HOSTILE,
    name: HOSTILE,
    nameSource: "dhcp" as const,
    names: [named],
  }));
  const claims = [{ name: HOSTILE, source: "sni" as const }];
  const flow = flowReport({
    host: HOSTILE,
    names: claims,
    organization: HOSTILE,
    local: HOSTILE,
    remote: HOSTILE,
  });
  const { device, ...nobodys } = flow;
  observed.flowReports = [flow, { ...nobodys, protocol: 99 }];
  observed.alertReports = observed.alertReports.map((alert) => ({ ...alert, device: HOSTILE, flow }));
  const [lan] = observed.statusReport.interfaces;
  observed.statusReport = {
    ...observed.statusReport,
    interfaces: [lan, { name: HOSTILE, state: "failed", reason: HOSTILE, packets: 0, dropped: 3 }],
    namesNotKept: { [HOSTILE]: 4 },
    geo: {
      sources: [{ name: HOSTILE, sha256: "" }],
      lastUpdate: { time: flow.last!, ok: false, reason: HOSTILE },
    },
  };
  return observed;
}

/** Answers for what is observed, until the tests of this process end. */
export async function endpointOf(observed: Scripted): Promise<string> {
  const config = { listen: "127.0.0.1", port: 0, allowedHosts: [] };
  const endpoint = await startEndpoint(observed, config, LIMITS);
  after(() => endpoint.close());
  return endpoint.address;
}
