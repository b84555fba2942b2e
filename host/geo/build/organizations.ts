/** The texts of organizations, each once, ended by a NUL. */
export class OrganizationTexts {
  readonly content: Uint8Array;
  readonly #offsets = new Map<string, number>();

  constructor(organizations: Iterable<string>) {
    const encoder = new TextEncoder();
    const pieces: Uint8Array[] = [];
    let size = 0;
    for (const organization of ["", ...organizations]) {
      if (this.#offsets.has(organization)) continue;
      const piece = encoder.encode(`${organization}\0`);
      this.#offsets.set(organization, size);
      pieces.push(piece);
      size += piece.length;
    }
    this.content = new Uint8Array(size);
    let at = 0;
    for (const piece of pieces) {
      this.content.set(piece, at);
      at += piece.length;
    }
  }

  /** The empty one is not counted. */
  get count(): number {
    return this.#offsets.size - 1;
  }

  offsetOf(organization: string): number {
    return this.#offsets.get(organization) as number;
  }
}
