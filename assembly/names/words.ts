/** In place of the hash of what a datagram says of a device: nothing. */
export const NO_WORDS: u32 = 0;
