// struct nlmsgerr (linux/netlink.h): error i32 (negative errno, 0 for success), the header that it answers.

import { behindHeader, type Message } from "./message.ts";

const ERROR_SIZE = 4;

/** errno's numbers that say something of the kernel at hand; the same on every architecture that is supported. */
export const EPERM = 1;
export const ENOENT = 2;
export const EBUSY = 16;
export const EINVAL = 22;
export const EOPNOTSUPP = 95;

/** What the kernel answers where it refuses a request. */
export class KernelError extends Error {
  /** Of errno(3), positive. */
  readonly errno: number;

  constructor(errno: number) {
    super(`the kernel answers with errno ${errno}`);
    this.errno = errno;
  }
}

/** errno of NLMSG_ERROR, or of an NLMSG_DONE that says why a dump ended; 0 for none. */
export function errnoOf(message: Message): number {
  behindHeader(message, ERROR_SIZE);
  return -message.view.getInt32(message.start, true);
}
