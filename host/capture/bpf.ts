// Classic BPF as the kernel takes it (linux/filter.h): instructions of 8 octets.
//
//   0 code u16    2 jt u8    3 jf u8    4 k u32

const INSTRUCTION_SIZE = 8;

// Instruction classes and modes; what is loaded comes in network byte order.
const LOAD_BYTE = 0x30; // ldb [k]
const LOAD_HALF = 0x28; // ldh [k]
const LOAD_WORD = 0x20; // ld [k]
const LOAD_LENGTH = 0x80; // ld len
const LOAD_BYTE_INDEXED = 0x50; // ldb [x + k]
const LOAD_HALF_INDEXED = 0x48; // ldh [x + k]
const LOAD_IPV4_HEADER_LENGTH = 0xb1; // ldx 4 * ([k] & 0xf)
const LOAD_X = 0x01; // ldx #k
const LOAD_X_STORED = 0x61; // ldx M[k]
const LOAD_STORED = 0x60; // ld M[k]
const STORE = 0x02; // st M[k]
const STORE_X = 0x03; // stx M[k]
const JUMP_EQUAL = 0x15;
const JUMP_GREATER = 0x25;
const JUMP_GREATER_THAN_X = 0x2d;
const JUMP_SET = 0x45;
const JUMP = 0x05;
const ADD = 0x04;
const AND = 0x54;
const MODULO = 0x94;
const RETURN = 0x06;
const RETURN_A = 0x16;

/** A conditional jump has 8 bits for its distance. */
const SHORT_MAX = 255;

/** What the kernel knows of a frame beside its octets (SKF_AD_OFF). */
const ANCILLARY = 0xfffff000;
export const PACKET_TYPE = ANCILLARY + 4;

/** Added to a place: counted from the link layer's header, wherever the program finds itself (SKF_LL_OFF). */
export const FROM_LINK_HEADER = 0xffe00000;

/** Where a jump goes: a label, or on to the next instruction. */
export type Target = string | undefined;

interface Instruction {
  readonly code: number;
  readonly k: number;
  readonly whenTrue?: Target;
  readonly whenFalse?: Target;
}

/** A program under construction: one method an instruction, labels for what jumps forward. */
export class BpfProgram {
  readonly #instructions: Instruction[] = [];
  readonly #labels = new Map<string, number>();

  /** Instructions so far. */
  get length(): number {
    return this.#instructions.length;
  }

  /** Names the next instruction. */
  label(name: string): this {
    this.#labels.set(name, this.#instructions.length);
    return this;
  }

  loadByte(at: number): this {
    return this.#add({ code: LOAD_BYTE, k: at });
  }
  loadHalf(at: number): this {
    return this.#add({ code: LOAD_HALF, k: at });
  }
  loadWord(at: number): this {
    return this.#add({ code: LOAD_WORD, k: at });
  }
  /** Octets of the frame. */
  loadLength(): this {
    return this.#add({ code: LOAD_LENGTH, k: 0 });
  }
  /** The octet at X + `at`. */
  loadByteIndexed(at: number): this {
    return this.#add({ code: LOAD_BYTE_INDEXED, k: at });
  }
  /** The two octets at X + `at`. */
  loadHalfIndexed(at: number): this {
    return this.#add({ code: LOAD_HALF_INDEXED, k: at });
  }
  /** X becomes `value`. */
  setX(value: number): this {
    return this.#add({ code: LOAD_X, k: value });
  }
  /** X becomes the length of the IPv4 header at `at`, in octets. */
  setXToIpv4HeaderLength(at: number): this {
    return this.#add({ code: LOAD_IPV4_HEADER_LENGTH, k: at });
  }
  /** Keeps the accumulator in one of 16 words. */
  store(word: number): this {
    return this.#add({ code: STORE, k: word });
  }
  /** Keeps X in one of them. */
  storeX(word: number): this {
    return this.#add({ code: STORE_X, k: word });
  }
  /** What one of the words keeps. */
  loadStored(word: number): this {
    return this.#add({ code: LOAD_STORED, k: word });
  }
  /** X becomes what one of the words keeps. */
  setXToStored(word: number): this {
    return this.#add({ code: LOAD_X_STORED, k: word });
  }

  ifEqual(k: number, whenTrue: Target, whenFalse?: Target): this {
    return this.#add({ code: JUMP_EQUAL, k, whenTrue, whenFalse });
  }
  ifGreater(k: number, whenTrue: Target, whenFalse?: Target): this {
    return this.#add({ code: JUMP_GREATER, k, whenTrue, whenFalse });
  }
  ifGreaterThanX(whenTrue: Target, whenFalse?: Target): this {
    return this.#add({ code: JUMP_GREATER_THAN_X, k: 0, whenTrue, whenFalse });
  }
  /** If any bit of `k` is set. */
  ifSet(k: number, whenTrue: Target, whenFalse?: Target): this {
    return this.#add({ code: JUMP_SET, k, whenTrue, whenFalse });
  }

  /** However far; the jumps above reach 255 instructions. */
  goTo(label: string): this {
    return this.#add({ code: JUMP, k: 0, whenTrue: label });
  }

  add(k: number): this {
    return this.#add({ code: ADD, k });
  }
  and(k: number): this {
    return this.#add({ code: AND, k });
  }
  modulo(k: number): this {
    return this.#add({ code: MODULO, k });
  }
  /** Takes this many octets of the frame; 0 drops it. */
  take(octets: number): this {
    return this.#add({ code: RETURN, k: octets });
  }
  /** Returns the accumulator. */
  returnA(): this {
    return this.#add({ code: RETURN_A, k: 0 });
  }

  /** The program as the kernel takes it, in this machine's byte order, which is little-endian wherever we run. */
  encode(): Uint8Array {
    const octets = new Uint8Array(this.#instructions.length * INSTRUCTION_SIZE);
    const view = new DataView(octets.buffer);
    this.#instructions.forEach(({ code, k, whenTrue, whenFalse }, index) => {
      const at = index * INSTRUCTION_SIZE;
      view.setUint16(at, code, true);
      if (code === JUMP) {
        view.setUint32(at + 4, this.#distance(index, whenTrue), true);
        return;
      }
      view.setUint8(at + 2, this.#shortDistance(index, whenTrue));
      view.setUint8(at + 3, this.#shortDistance(index, whenFalse));
      view.setUint32(at + 4, k, true);
    });
    return octets;
  }

  #distance(from: number, target: Target): number {
    if (target === undefined) return 0;
    const to = this.#labels.get(target);
    if (to === undefined) throw new Error(`no label ${target}`);
    const distance = to - from - 1;
    if (distance < 0) throw new Error(`${target} lies behind`);
    return distance;
  }

  #shortDistance(from: number, target: Target): number {
    const distance = this.#distance(from, target);
    if (distance > SHORT_MAX) throw new Error(`${target} is ${distance} instructions away`);
    return distance;
  }

  #add(instruction: Instruction): this {
    this.#instructions.push(instruction);
    return this;
  }
}
