// The fixed region that holds the country-table image.

import { HEADER_SECTIONS, SECTION_SIZE } from "./image";

/** Octets of the region. Release builds raise it; a large one makes debug builds slow to load. */
export const geoImageMax: u32 = isDefined(GEO_IMAGE_MAX) ? GEO_IMAGE_MAX : 1048576;

/** Where the host copies an image that it has validated. Zeros, as at first, answer ZZ. */
export const geoImage: usize = memory.data(isDefined(GEO_IMAGE_MAX) ? GEO_IMAGE_MAX : 1048576, 64);

export function sectionStart(section: usize): usize {
  return geoImage + load<u32>(geoImage + section * SECTION_SIZE, HEADER_SECTIONS);
}

export function sectionEnd(section: usize): usize {
  return geoImage + load<u32>(geoImage + section * SECTION_SIZE, HEADER_SECTIONS + 4);
}
