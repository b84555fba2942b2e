import { NetlinkFormatError } from "../netlink/format-error.ts";
import { KernelError } from "../netlink/kernel-error.ts";
import { SystemError } from "./errno.ts";

/** The kernel's fault or the moment's, not a bug: asking again may help. */
export function isTransient(error: unknown): boolean {
  return error instanceof KernelError || error instanceof NetlinkFormatError || error instanceof SystemError;
}
