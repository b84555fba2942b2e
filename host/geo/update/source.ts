/** Where a new country table comes from. */
export type UpdateSource = WebSource | MmdbSource;

export interface WebSource {
  readonly kind: "url";
  /** https, or http with `sha256`. */
  readonly url: string;
  /** Of the file as it is served; 64 lower-case hexadecimal digits. */
  readonly sha256?: string;
  /** Where that stands, as sha256sum writes it; https. */
  readonly sha256Url?: string;
}

/** The user's own. */
export interface MmdbSource {
  readonly kind: "mmdb";
  readonly path: string;
}
