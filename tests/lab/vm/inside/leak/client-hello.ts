// ClientHellos as programs say them, of OpenSSL's own making.

import { Duplex } from "node:stream";
import { connect } from "node:tls";

/** Octets of application protocols that make a hello as long as one with a post-quantum key share: two segments. */
const LONG_SIZE = 1600;
const PROTOCOL = "x".repeat(99);

/** The first octets of a connection to `name`; a `long` one takes two segments of an ordinary link. */
export function clientHello(name: string, long = false): Promise<Buffer> {
  const protocols = long
    ? Array.from({ length: LONG_SIZE / 100 }, (_, k) => `${k % 10}${PROTOCOL.slice(1)}`)
    : [];
  return new Promise((resolve, reject) => {
    const socket = new Duplex({
      read() {},
      write(octets: Buffer, _encoding, done) {
        resolve(octets);
        done();
      },
    });
    connect({ socket, servername: name, ALPNProtocols: ["http/1.1", ...protocols] }).on("error", reject);
  });
}
