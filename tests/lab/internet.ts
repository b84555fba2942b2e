import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ALL_HOSTS } from "./hosts.ts";
import type { Namespace } from "./namespace.ts";

const SERVERS = fileURLToPath(new URL("../../router-image/vm/inside/internet-servers.ts", import.meta.url));

export const UDP_ECHO_PORT = 7;

/** The certificate of all hosts, which signed itself. */
export function certificateIn(folder: string): string {
  return join(folder, "internet.pem");
}

/** Starts what answers at every host: HTTP, HTTPS, a sink for uploads, and an echo over UDP. */
export async function startInternet(internet: Namespace, folder: string, ipv6: boolean): Promise<void> {
  const certificate = certificateIn(folder);
  const key = join(folder, "internet.key");
  const names = ALL_HOSTS.map(({ name }) => `DNS:${name}`).join(",");
  internet.runNow([
    ..."openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=lab".split(
      " ",
    ),
    ...["-addext", `subjectAltName=${names}`, "-keyout", key, "-out", certificate],
  ]);
  const addresses = ALL_HOSTS.flatMap((host) => (ipv6 ? [host.ipv4, host.ipv6] : [host.ipv4]));
  const servers = internet.start([
    ...[process.execPath, "--import", "tsx", SERVERS, certificate, key],
    ...[String(UDP_ECHO_PORT), ...addresses],
  ]);
  await servers.until("listening");
}
