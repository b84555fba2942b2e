import { DEVICE_KIND_ETHER, DEVICE_KIND_IPV4, DEVICE_KIND_IPV6, DEVICE_OTHER } from "../../../assembly/abi";
import { deviceOfAddress, deviceOfEther } from "../../../assembly/device/table";
import { enroll, enrollAll, groupOf } from "../../../assembly/policy/group";
import { V4_MAPPED } from "../../../assembly/wire/ipv4";
import { addDevice, clearPolicy } from "../helper/policy";

describe("the group of a device", () => {
  it("is found by kind and identifier", () => {
    clearPolicy();
    addDevice(DEVICE_KIND_ETHER, 0, 0x02_00_00_00_00_01, 1);
    addDevice(DEVICE_KIND_ETHER, 0, 0x02_00_00_00_00_03, 2);
    addDevice(DEVICE_KIND_IPV4, 0, V4_MAPPED | 1, 3);
    addDevice(DEVICE_KIND_IPV6, 0, V4_MAPPED | 1, 4);
    addDevice(DEVICE_KIND_IPV6, u64.MAX_VALUE, 0, 15);
    const devices: u32[] = [
      deviceOfEther(0x02_00_00_00_00_01),
      deviceOfEther(0x02_00_00_00_00_02),
      deviceOfEther(0x02_00_00_00_00_03),
      deviceOfEther(V4_MAPPED | 1),
      deviceOfAddress(0, V4_MAPPED | 1, false),
      deviceOfAddress(0, V4_MAPPED | 1, true),
      deviceOfAddress(u64.MAX_VALUE, 0, true),
    ];
    const groups: u32[] = [1, 0, 2, 0, 3, 4, 15];
    for (let k = 0; k < devices.length; k++) {
      expect(groupOf(devices[k])).toBe(0);
      enroll(devices[k]);
      expect(groupOf(devices[k])).toBe(groups[k], k.toString());
    }
    enroll(DEVICE_OTHER);
    expect(groupOf(DEVICE_OTHER)).toBe(0);
  });

  it("changes with the policy", () => {
    clearPolicy();
    addDevice(DEVICE_KIND_ETHER, 0, 0x02_00_00_00_00_02, 7);
    enrollAll();
    expect(groupOf(deviceOfEther(0x02_00_00_00_00_01))).toBe(0);
    expect(groupOf(deviceOfEther(0x02_00_00_00_00_02))).toBe(7);
  });
});
