import { joined } from "../../../helper/octets.ts";
import { sealInitial, variable } from "./initial.ts";

/** A ClientHello with one server name, as a handshake message. */
export function clientHello(host: string): Uint8Array {
  const name = Buffer.from(host);
  const sized = (octets: Uint8Array) =>
    joined(Uint8Array.of(octets.length >> 8, octets.length & 255), octets);
  const list = sized(joined(Uint8Array.of(0), sized(name)));
  const extensions = sized(joined(Uint8Array.of(0, 0), sized(list)));
  const body = joined(
    Uint8Array.of(3, 3),
    new Uint8Array(32),
    Uint8Array.of(0, 0, 2, 0x13, 1, 1, 0),
    extensions,
  );
  return joined(Uint8Array.of(1, 0, body.length >> 8, body.length & 255), body);
}

/** The same in a CRYPTO frame of an Initial. */
export function quicInitial(host: string): Uint8Array {
  const hello = clientHello(host);
  const crypto = joined(Uint8Array.of(6, 0), variable(hello.length), hello);
  const payload = joined(crypto, new Uint8Array(1162 - crypto.length));
  return sealInitial({ destination: new Uint8Array(8).fill(host.length), payload });
}
