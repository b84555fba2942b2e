// Octets put together from hex, text and what other octets make.

export class Octets {
  readonly values: Array<u8> = [];

  get size(): i32 {
    return this.values.length;
  }

  u8(value: u32): Octets {
    this.values.push(<u8>value);
    return this;
  }

  u16(value: u32): Octets {
    return this.u8(value >> 8).u8(value);
  }

  u24(value: u32): Octets {
    return this.u8(value >> 16).u16(value);
  }

  u32(value: u32): Octets {
    return this.u16(value >> 16).u16(value);
  }

  u48(value: u64): Octets {
    return this.u16(<u32>(value >> 32)).u32(<u32>value);
  }

  u64(value: u64): Octets {
    return this.u32(<u32>(value >> 32)).u32(<u32>value);
  }

  hex(digits: string): Octets {
    const packed = digits.replaceAll(" ", "");
    assert(packed.length % 2 == 0, digits);
    for (let k = 0; k < packed.length; k += 2) this.u8(<u32>I32.parseInt(packed.substring(k, k + 2), 16));
    return this;
  }

  /** Latin-1: one octet a character. */
  text(characters: string): Octets {
    for (let k = 0; k < characters.length; k++) this.u8(characters.charCodeAt(k));
    return this;
  }

  fill(value: u32, times: i32): Octets {
    for (let k = 0; k < times; k++) this.u8(value);
    return this;
  }

  append(other: Octets): Octets {
    return this.appendPart(other, 0, other.size);
  }

  appendPart(other: Octets, from: i32, to: i32): Octets {
    for (let k = from; k < to; k++) this.values.push(other.values[k]);
    return this;
  }

  /** Behind a length of so many octets. */
  vector(lengthSize: i32, content: Octets): Octets {
    for (let k = lengthSize - 1; k >= 0; k--) this.u8(<u32>content.size >> (k << 3));
    return this.append(content);
  }

  copy(): Octets {
    return new Octets().append(this);
  }
}

export function hex(digits: string): Octets {
  return new Octets().hex(digits);
}

export function text(characters: string): Octets {
  return new Octets().text(characters);
}
