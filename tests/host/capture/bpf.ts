// A machine for classic BPF (McCanne, Jacobson: "The BSD packet filter", USENIX 1993): what the kernel would answer.

const PACKET_TYPE = 0xfffff004;
const FROM_LINK_HEADER = 0xffe00000;

/**
 * Runs a program as capture/bpf.ts encodes it; a load beyond the frame drops the frame, as in the kernel. `start` is
 * where loads count from: the frame's own, or the end of its link header.
 */
export function runBpf(program: Uint8Array, frame: Uint8Array, packetType: number, start = 0): number {
  const code = new DataView(program.buffer, program.byteOffset, program.byteLength);
  const octets = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const place = (k: number): number => (k >= FROM_LINK_HEADER ? k - FROM_LINK_HEADER : k + start);
  let a = 0;
  let x = 0;
  /** The kernel takes no program that may load one before it has stored it. */
  const words = new Map<number, number>();
  const kept = (k: number): number => {
    const value = words.get(k);
    if (value === undefined) throw new TypeError(`word ${k} is loaded before it is stored`);
    return value;
  };
  for (let pc = 0; pc < program.length / 8; pc++) {
    const at = pc * 8;
    const k = code.getUint32(at + 4, true);
    const jump = (taken: boolean) => {
      pc += code.getUint8(at + (taken ? 2 : 3));
    };
    try {
      switch (code.getUint16(at, true)) {
        case 0x30:
          a = k === PACKET_TYPE ? packetType : octets.getUint8(place(k));
          break;
        case 0x28:
          a = octets.getUint16(place(k));
          break;
        case 0x20:
          a = octets.getUint32(place(k));
          break;
        case 0x80:
          a = frame.length;
          break;
        case 0x50:
          a = octets.getUint8(place(x + k));
          break;
        case 0x48:
          a = octets.getUint16(place(x + k));
          break;
        case 0xb1:
          x = 4 * (octets.getUint8(place(k)) & 0xf);
          break;
        case 0x01:
          x = k;
          break;
        case 0x02:
          words.set(k, a);
          break;
        case 0x03:
          words.set(k, x);
          break;
        case 0x60:
          a = kept(k);
          break;
        case 0x04:
          a = (a + k) >>> 0;
          break;
        case 0x61:
          x = kept(k);
          break;
        case 0x2d:
          jump(a > x);
          break;
        case 0x15:
          jump(a === k);
          break;
        case 0x25:
          jump(a > k);
          break;
        case 0x45:
          jump((a & k) !== 0);
          break;
        case 0x05:
          pc += k;
          break;
        case 0x54:
          a = (a & k) >>> 0;
          break;
        case 0x94:
          a %= k;
          break;
        case 0x06:
          return k;
        case 0x16:
          return a;
        default:
          throw new TypeError(`no instruction ${code.getUint16(at, true)}`);
      }
    } catch (error) {
      if (error instanceof RangeError) return 0;
      throw error;
    }
  }
  throw new TypeError("the program has no end");
}
