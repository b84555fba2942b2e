import { BATCH_SIZE } from "../abi";

/** Where the host copies frames in, BATCH_SIZE octets. */
export const batch: usize = memory.data(BATCH_SIZE, 64);
