/** What a classifier's tables hold. */
export interface Capacity {
  readonly flows: number;
  /** Without the first, which is nobody. */
  readonly devices: number;
}

/** By build (asconfig.json). */
export const CAPACITY = {
  router: { flows: 65_536, devices: 1023 },
  replay: { flows: 1_048_576, devices: 65_535 },
} as const satisfies Record<string, Capacity>;
