import { textOctets, u16 } from "./octets.ts";

/** To the name behind the header. */
export const POINTER = [0xc0, 12];

/** RFC 1002 section 4.1: half octets as letters; a scope is labels after them. */
export function encoded(name: string, suffix = 0, scope: number[] = []): number[] {
  const octets = [...textOctets(name.padEnd(15)), suffix];
  return [32, ...octets.flatMap((octet) => [0x41 + (octet >> 4), 0x41 + (octet & 0xf)]), ...scope, 0];
}

export function header(flags: number, questions: number, answers: number, additional: number): number[] {
  return [0x12, 0x34, ...u16(flags), ...u16(questions), ...u16(answers), 0, 0, ...u16(additional)];
}

export function record(name: number[], type: number, data: number[]): number[] {
  return [...name, ...u16(type), 0, 1, 0, 0, 0, 60, ...u16(data.length), ...data];
}

/** Section 4.2.2. */
export function registration(opcode: number, name: number[], data: number[], pointer = POINTER): number[] {
  return [
    ...header((opcode << 11) | 0x0110, 1, 0, 1),
    ...name,
    0,
    0x20,
    0,
    1,
    ...record(pointer, 0x20, data),
  ];
}
