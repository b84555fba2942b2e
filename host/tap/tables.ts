import type { Prefix } from "../address.ts";
import type { Classifier } from "../classifier/classifier.ts";
import { CountryNumbers } from "../geo/country-numbers.ts";
import { type CountryTable, loadCountryTable } from "../geo/table.ts";
import type { VerdictPlan } from "../policy/compile.ts";
import type { TableState } from "./messages.ts";

/** What a classifier is told, and what tells each from the one before. */
export interface TableSettings {
  readonly geo: { readonly path: string; readonly generation: number };
  readonly local: readonly Prefix[];
  readonly policy: { readonly plan: VerdictPlan; readonly generation: number };
}

/** What a classifier looks up in: country table, policy, local prefixes; each is replaced between two walks. */
export class Tables {
  readonly #classifier: Classifier;
  readonly numbers: CountryNumbers;
  #countries: CountryTable;
  #generation: number;
  #policyGeneration: number | undefined;

  /** Of a new classifier. Throws the errors of the country table. */
  constructor(classifier: Classifier, settings: TableSettings) {
    this.#classifier = classifier;
    // The first table is read straight to its place; there is none yet that it could spoil.
    this.#countries = loadCountryTable(settings.geo.path, classifier.geoArea);
    this.#generation = settings.geo.generation;
    this.numbers = new CountryNumbers(this.#countries.codes);
    this.configure(settings);
  }

  get countries(): CountryTable {
    return this.#countries;
  }

  get state(): TableState {
    const { metadata } = this.#countries;
    return { generation: this.#generation, codes: this.numbers.codes, metadata };
  }

  /** Everything but the country table. */
  configure({ local, policy }: TableSettings): void {
    this.#classifier.setLocalPrefixes(local);
    if (policy.generation !== this.#policyGeneration) this.#loadPolicy(policy);
  }

  /** Flows keep the country that they opened with. Throws the errors of the table; the one before stays then. */
  loadCountries({ geo, policy }: TableSettings): void {
    const table = loadCountryTable(geo.path);
    this.#classifier.renumber(this.numbers.goOver(table.codes, this.#classifier.countriesInUse()));
    this.#classifier.loadGeo(table.image);
    this.#countries = table.movedTo(this.#classifier.geoArea);
    this.#generation = geo.generation;
    this.#loadPolicy(policy);
  }

  /** Flows that are open get their verdicts by it as well. */
  #loadPolicy({ plan, generation }: TableSettings["policy"]): void {
    this.#classifier.loadPolicy(plan, this.numbers.codes);
    this.#classifier.judgeAll();
    this.#policyGeneration = generation;
  }
}
