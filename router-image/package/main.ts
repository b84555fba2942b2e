// `npm run package`: what a router installs, for OpenWrt 24.10 (.ipk) and from 25.12 on (.apk).

import { parseArgs } from "node:util";
import { architectureOf, DEFAULTS } from "./architecture.ts";
import { buildLuciPackage, buildPackages } from "./build.ts";

const USAGE = `usage: npm run package [-- --arch NAME]...
NAME is x86_64 or aarch64_..., as DISTRIB_ARCH in the router's /etc/openwrt_release says; without it: ${DEFAULTS.join(", ")}`;

try {
  const { values } = parseArgs({ options: { arch: { type: "string", multiple: true } } });
  const architectures = (values.arch ?? DEFAULTS).map((name) => {
    const architecture = architectureOf(name);
    if (!architecture) throw new TypeError(`there is no build for ${name}: Node.js and koffi have none`);
    return architecture;
  });
  for (const architecture of architectures) await buildPackages(architecture, console.log);
  buildLuciPackage(console.log);
} catch (error) {
  console.error(error instanceof TypeError ? `${error.message}\n${USAGE}` : String(error));
  process.exitCode = error instanceof TypeError ? 2 : 1;
}
