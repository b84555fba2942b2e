import type { CaptureSource } from "../../../../host/capture/source.ts";

/** A source of one interface that has been read. */
export function sourceOf(linkType: number): CaptureSource {
  return {
    interfaces: [{ number: 0, linkType }],
    damage: [],
    position: 0,
    size: undefined,
    close() {},
    *walks() {},
  };
}
