// What differs from version to version: RFC 9001 section 5.2, RFC 9369 section 3, draft-ietf-quic-tls-23 to -34.

import { type Label, label } from "./label.ts";

/** Bits 4-5 of a long header's first octet. */
interface PacketTypes {
  readonly initial: number;
  readonly retry: number;
}

export interface QuicVersion {
  readonly number: number;
  readonly types: PacketTypes;
  /** HKDF-Extract's, 20 octets. */
  readonly salt: Uint8Array;
  /** Labels of HKDF-Expand-Label. */
  readonly labels: { readonly key: Label; readonly iv: Label; readonly hp: Label };
}

const TYPES_1 = { initial: 0, retry: 3 };
const TYPES_2 = { initial: 1, retry: 0 };
const LABELS_1 = { key: label("quic key", 16), iv: label("quic iv", 12), hp: label("quic hp", 16) };
const LABELS_2 = { key: label("quicv2 key", 16), iv: label("quicv2 iv", 12), hp: label("quicv2 hp", 16) };

const SALT_1 = octets("38762cf7f55934b34d179ae6a4c80cadccbb7f0a");
const SALT_DRAFT_23 = octets("c3eef712c72ebb5a11a7d2432bb46365bef9f502");
const SALT_DRAFT_29 = octets("afbfec289993d24c9e9786f19c6111e04390a899");

const DRAFT = 0xff00_0000;

// Facebook's mvfst numbers what it speaks itself: draft 22, draft 27, and what it tries.
const MVFST_1 = 0xface_b001;
const MVFST_2 = 0xface_b002;
const MVFST_EXPERIMENTAL = 0xface_b00e;

const VERSIONS: readonly QuicVersion[] = [
  like1(0x0000_0001, SALT_1),
  {
    number: 0x6b33_43cf,
    types: TYPES_2,
    salt: octets("0dede3def700a6db819381be6e269dcbf9bd2ed9"),
    labels: LABELS_2,
  },
  ...drafts(23, 28).map((number) => like1(number, SALT_DRAFT_23)),
  ...drafts(29, 32).map((number) => like1(number, SALT_DRAFT_29)),
  ...drafts(33, 34).map((number) => like1(number, SALT_1)),
  like1(MVFST_1, octets("7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a")),
  like1(MVFST_2, SALT_DRAFT_23),
  like1(MVFST_EXPERIMENTAL, SALT_DRAFT_23),
];

function like1(number: number, salt: Uint8Array): QuicVersion {
  return { number, types: TYPES_1, salt, labels: LABELS_1 };
}

function drafts(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, k) => DRAFT + first + k);
}

/** Undefined where the version is not known, version 0 (Version Negotiation) included. */
export function quicVersion(number: number): QuicVersion | undefined {
  return VERSIONS.find((version) => version.number === number);
}

function octets(hexadecimal: string): Uint8Array {
  return Uint8Array.from({ length: hexadecimal.length / 2 }, (_, k) =>
    Number.parseInt(hexadecimal.slice(2 * k, 2 * k + 2), 16),
  );
}
