import {
  DEVICE_KIND_ETHER,
  DEVICE_KIND_IPV4,
  DEVICE_KIND_IPV6,
  DEVICE_KIND_OTHER,
  DEVICE_OTHER,
} from "../../../assembly/abi";
import {
  deviceAt,
  deviceCount,
  deviceOfAddress,
  deviceOfEther,
  devicesMax,
  devicesRefused,
} from "../../../assembly/device/table";

describe("device table", () => {
  it("starts with DEVICE_OTHER alone", () => {
    expect(deviceCount).toBe(1);
    expect(deviceAt(DEVICE_OTHER).kind).toBe(DEVICE_KIND_OTHER);
  });

  it("tells the same number as MAC, IPv4 and IPv6 apart, and finds each again", () => {
    const ether = deviceOfEther(0x0000ffff01010101);
    const ipv4 = deviceOfAddress(0, 0x0000ffff01010101, false);
    const ipv6 = deviceOfAddress(0, 0x0000ffff01010101, true);
    expect(deviceCount).toBe(4);
    expect(deviceAt(ether).kind).toBe(DEVICE_KIND_ETHER);
    expect(deviceAt(ipv4).kind).toBe(DEVICE_KIND_IPV4);
    expect(deviceAt(ipv6).kind).toBe(DEVICE_KIND_IPV6);
    expect(deviceOfEther(0x0000ffff01010101)).toBe(ether);
    expect(deviceOfAddress(0, 0x0000ffff01010101, true)).toBe(ipv6);
    expect(deviceOfAddress(1, 0x0000ffff01010101, true)).not.toBe(ipv6);
  });

  it("knows the MAC of zeros", () => {
    const zero = deviceOfEther(0);
    expect(zero).not.toBe(DEVICE_OTHER);
    expect(deviceOfEther(0)).toBe(zero);
  });

  it("gives what finds no room to DEVICE_OTHER, and still finds the others", () => {
    const before = deviceCount;
    for (let k: u64 = 0; k < 100; k++) {
      const device = deviceOfEther(0x020000000000 + k);
      const expected = <u32>k + before < devicesMax ? <u32>k + before : DEVICE_OTHER;
      assert(device == expected, k.toString());
    }
    for (let k: u64 = 0; k < 100; k++) {
      const expected = <u32>k + before < devicesMax ? <u32>k + before : DEVICE_OTHER;
      assert(deviceOfEther(0x020000000000 + k) == expected, k.toString());
    }
    expect(deviceCount).toBe(devicesMax);
    expect(devicesRefused).toBe(2 * (100 - (devicesMax - before)));
  });
});
