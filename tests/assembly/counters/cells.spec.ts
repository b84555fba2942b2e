import { COUNTRIES_MAX, DEVICE_OTHER } from "../../../assembly/abi";
import { cellAt, cellCount, cellOf, cellsMax, cellsRefused } from "../../../assembly/counters/cells";

describe("cells", () => {
  it("start with DEVICE_OTHER's, one a country", () => {
    expect(cellCount).toBe(COUNTRIES_MAX);
    for (let country: u32 = 0; country < COUNTRIES_MAX; country++) {
      const cell = cellOf(DEVICE_OTHER, country);
      assert(cell == country, country.toString());
      assert(cellAt(cell).device == DEVICE_OTHER && cellAt(cell).country == country, country.toString());
    }
    expect(cellCount).toBe(COUNTRIES_MAX);
  });

  it("are one for each device and country", () => {
    const cell = cellOf(1, 2);
    expect(cellAt(cell).device).toBe(1);
    expect(cellAt(cell).country).toBe(2);
    expect(cellOf(2, 1)).not.toBe(cell);
    expect(cellOf(1, 3)).not.toBe(cell);
    expect(cellOf(1, 2)).toBe(cell);
    expect(cellCount).toBe(COUNTRIES_MAX + 3);
  });

  it("go to DEVICE_OTHER where they find no room, the country kept", () => {
    const free = cellsMax - cellCount;
    for (let k: u32 = 0; k < free; k++) assert(cellOf(10 + (k >> 4), k & 15) >= COUNTRIES_MAX, k.toString());
    expect(cellCount).toBe(cellsMax);
    expect(cellOf(5000, 44)).toBe(44);
    expect(cellAt(44).device).toBe(DEVICE_OTHER);
    expect(cellsRefused).toBe(1);
    expect(cellOf(1, 2)).toBeGreaterThan(COUNTRIES_MAX - 1);
  });
});
