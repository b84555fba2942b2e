// ClientHellos, part by part.

import { Octets } from "./octets";

export const SERVER_NAME: u32 = 0;
export const PADDING: u32 = 21;
export const ECH: u32 = 0xfe0d;
export const ESNI: u32 = 0xffce;
export const GREASE: u32 = 0x3a3a;

/** An extension with so many octets of data that say nothing. */
export function extension(type: u32, size: i32): Octets {
  return extensionOf(type, new Octets().fill(0x5a, size));
}

export function extensionOf(type: u32, data: Octets): Octets {
  return new Octets().u16(type).vector(2, data);
}

/** server_name with one host_name. */
export function serverName(name: string): Octets {
  return extensionOf(SERVER_NAME, new Octets().vector(2, entry(0, name)));
}

/** One entry of a server_name_list. */
export function entry(type: u32, name: string): Octets {
  return new Octets().u8(type).vector(2, new Octets().text(name));
}

/** encrypted_client_hello of a type: 0 outer, 1 inner. */
export function ech(type: u32): Octets {
  return extensionOf(ECH, new Octets().u8(type).hex("00010001 07 0020").fill(0x77, 40));
}

/** The hello without its handshake header. */
export function body(extensions: Octets): Octets {
  return bodyOf(32, 2, 1, extensions);
}

/** The same with so many octets of session_id, suites and compression methods. */
export function bodyOf(sessionIdSize: i32, suites: i32, methods: i32, extensions: Octets): Octets {
  return new Octets()
    .hex("0303")
    .fill(0x11, 32)
    .vector(1, new Octets().fill(0x22, sessionIdSize))
    .vector(2, new Octets().fill(0x13, 2 * suites))
    .vector(1, new Octets().fill(0x00, methods))
    .vector(2, extensions);
}

/** The same for DTLS: with a cookie. */
export function datagramBody(extensions: Octets, cookieSize: i32): Octets {
  return new Octets()
    .hex("fefd")
    .fill(0x11, 32)
    .u8(0)
    .vector(1, new Octets().fill(0x33, cookieSize))
    .hex("0004 13011302 0100")
    .vector(2, extensions);
}

export function handshakeOf(body: Octets): Octets {
  return new Octets().u8(1).vector(3, body);
}

/** Records of at most `size` octets each. */
export function recordsOf(messages: Octets, size: i32): Octets {
  const records = new Octets();
  for (let k = 0; k < messages.size; k += size) {
    const fragment = new Octets().appendPart(messages, k, min(k + size, messages.size));
    records.hex("16 0301").vector(2, fragment);
  }
  return records;
}

/** One record that holds a hello with these extensions. */
export function recordOf(extensions: Octets): Octets {
  return recordsOf(handshakeOf(body(extensions)), 16384);
}

export function datagramOf(body: Octets): Octets {
  const message = new Octets().u8(1).u24(body.size).u16(0).u24(0).vector(3, body);
  return new Octets().hex("16 feff 0000 000000000000").vector(2, message);
}
