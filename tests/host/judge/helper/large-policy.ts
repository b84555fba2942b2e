// A configuration whose policy is as large as one may be: 250 countries, 16 groups of devices, 1,000 exceptions.

const CODES = Array.from({ length: 250 }, (_, k) =>
  String.fromCharCode(65 + Math.floor(k / 26), 65 + (k % 26)),
);
const GROUPS = 15;
const GROUP_DEVICES = 64;
const EXCEPTIONS = 1000;

function mac(k: number): string {
  return `02:00:00:00:${(k >> 8).toString(16).padStart(2, "0")}:${(k & 255).toString(16).padStart(2, "0")}`;
}

/** Devices that it does not name may reach all countries; `variant` tells two of them apart. */
export function largePolicy(variant: number) {
  return {
    bordertap: { mode: "enforce", default_action: "off", tunnels: variant % 2 === 0 ? "off" : "alert" },
    country: Array.from({ length: GROUPS }, (_, group) => ({
      codes: CODES,
      action: (group + variant) % 2 === 0 ? "block" : "alert",
      device: Array.from({ length: GROUP_DEVICES }, (_, k) => mac(group * GROUP_DEVICES + k)),
    })),
    exception: Array.from({ length: EXCEPTIONS }, (_, k) => ({
      ...(k % 2 === 0
        ? { host: [`*.n${k}.${"long-label.".repeat(20)}example`] }
        : { address: [k % 4 === 1 ? `8.${k >> 8}.${k & 255}.0/25` : `2600:0:${k.toString(16)}::/48`] }),
      action: "off",
    })),
  };
}
