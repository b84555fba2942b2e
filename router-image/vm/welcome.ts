// What is told on the terminal, 80 columns wide.

import { ALL_HOSTS, CLIENTS } from "./hosts.ts";

export const WELCOME = `A router with bordertap, and a household behind it, in a virtual machine: an
emulated processor, so it takes its time. Nothing leaves it, and nothing of this
machine is changed.
`;

const ACTIONS = { off: "passes", alert: "passes, with an alert", block: "is refused" } as const;

/** Where it answers, and how to ask. */
export function endpointText(url: string, token: string, tokenFile: string): string {
  const hosts = ALL_HOSTS.map(
    ({ country, name, action }) => `  ${country}  ${name.padEnd(22)}${ACTIONS[action]}`,
  );
  return `
${CLIENTS.join(" and ")} talk to servers that stand for the internet:
${hosts.join("\n")}

${url}/         its status; the dashboard is to come
${url}/metrics  for Prometheus
${url}/api/v1/  what is there says openapi.json

token  ${token}
       (a browser asks for it as the password, of whatever user)

In another terminal, in this folder:

ask() { node dist/bordertap.js "$@" --url ${url} \\
  --token-file ${tokenFile}; }
ask status
ask devices
ask alerts
ask flows --country BY
ask top
`;
}

export const KEYS = "q or Ctrl-C ends it.";

export const SHELL = `This is the router. Some things to try; exit ends it.

ask devices                             what bordertap says
on phone wget -qO- http://www.news.example/
on phone nc -w 3 telemetry.example 80   is refused
vi /etc/config/bordertap; service bordertap reload
logread; nft list ruleset; cat /tmp/dhcp.leases
`;
