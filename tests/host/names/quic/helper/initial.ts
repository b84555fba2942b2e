import { createCipheriv, createHmac, hkdfSync } from "node:crypto";
import { quicVersion } from "../../../../../host/names/quic/version.ts";
import { joined } from "../../../helper/octets.ts";
import { RFC_9369 } from "./samples.ts";

export interface InitialFields {
  readonly version?: number;
  readonly destination: Uint8Array;
  /** The connection ID that the keys come from; `destination` where absent. */
  readonly keysOf?: Uint8Array;
  readonly token?: Uint8Array;
  readonly packetNumber?: number;
  /** Octets in which the packet number is written. */
  readonly numberSize?: number;
  readonly payload: Uint8Array;
}

/** Writes an Initial as a client protects it, by other functions of the platform than the host uses. */
export function sealInitial({
  version: number = 1,
  destination,
  keysOf = destination,
  token = new Uint8Array(0),
  packetNumber = 0,
  numberSize = 4,
  payload,
}: InitialFields): Uint8Array {
  const { salt, types } = quicVersion(number)!;
  const prefix = number === RFC_9369.version ? "quicv2" : "quic";
  const secret = new Uint8Array(hkdfSync("sha256", keysOf, salt, infoOf("client in", 32), 32));
  const expand = (label: string, size: number) =>
    createHmac("sha256", secret)
      .update(joined(infoOf(label, size), Uint8Array.of(1)))
      .digest()
      .subarray(0, size);

  const nonce = expand(`${prefix} iv`, 12);
  const numberOctets = octetsOf(packetNumber);
  for (let k = 0; k < 8; k++) nonce[4 + k] ^= numberOctets[k];
  const header = joined(
    Uint8Array.of(0xc0 | (types.initial << 4) | (numberSize - 1)),
    octetsOf(number).subarray(4),
    Uint8Array.of(destination.length, ...destination, 0),
    variable(token.length),
    token,
    variable(numberSize + payload.length + 16),
    numberOctets.subarray(8 - numberSize),
  );
  const cipher = createCipheriv("aes-128-gcm", expand(`${prefix} key`, 16), nonce).setAAD(header);
  const packet = joined(header, cipher.update(payload), cipher.final(), cipher.getAuthTag());

  const numberAt = header.length - numberSize;
  const sample = packet.subarray(numberAt + 4, numberAt + 20);
  const mask = createCipheriv("aes-128-ecb", expand(`${prefix} hp`, 16), null).update(sample);
  packet[0] ^= mask[0] & 0x0f;
  for (let k = 0; k < numberSize; k++) packet[numberAt + k] ^= mask[1 + k];
  return packet;
}

/** HkdfLabel of RFC 8446 section 7.1. */
function infoOf(label: string, size: number): Uint8Array {
  return Buffer.from([0, size, 6 + label.length, ...Buffer.from(`tls13 ${label}`), 0]);
}

/** 8 octets, big-endian. */
function octetsOf(value: number): Uint8Array {
  const octets = new Uint8Array(8);
  new DataView(octets.buffer).setBigUint64(0, BigInt(value));
  return octets;
}

/** A variable-length integer in four octets. */
export function variable(value: number): Uint8Array {
  return octetsOf(value + 0x8000_0000).subarray(4);
}
