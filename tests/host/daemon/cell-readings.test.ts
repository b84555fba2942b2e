// What cells add to sums, reading by reading, beside what was sent.

import assert from "node:assert/strict";
import test from "node:test";
import { COUNTRIES_MAX, COUNTRY_UNKNOWN, LINKTYPE_RAW } from "../../../assembly/abi.ts";
import { parsePrefix } from "../../../host/address.ts";
import type { Classifier } from "../../../host/classifier/classifier.ts";
import { CellReadings } from "../../../host/daemon/cell-readings.ts";
import { Sums } from "../../../host/daemon/sums.ts";
import { CountryNumbers } from "../../../host/geo/country-numbers.ts";
import type { CountryTable } from "../../../host/geo/table.ts";
import { builtTable } from "../geo/helper/small-table.ts";
import { countWhole } from "../helper/dissector.ts";
import { loadClassifier } from "../helper/module.ts";
import { Random } from "../helper/random.ts";
import { udp } from "../names/helper/conversation.ts";

const CODES = ["CN", "DE", "NL", "US"];
/** Before them in any table, which numbers countries by their codes. */
const EARLIER = "AT";
/** Of the addresses of EARLIER; those of the others follow. */
const FIRST_OCTET = 20;

const table = tableOf(CODES);

/** The first one of a country's addresses. */
function octetOf(code: string): number {
  return FIRST_OCTET + [EARLIER, ...CODES].indexOf(code);
}

function tableOf(codes: readonly string[]): CountryTable {
  const rows = codes.map((code) => {
    const octet = octetOf(code);
    return `${octet}.0.0.0,${octet}.255.255.255,${code}\n`;
  });
  return builtTable({ first: rows.join("") }).table;
}

/** A classifier whose cells are read into sums, and what was sent to it. */
class Watched {
  readonly classifier: Classifier = loadClassifier("router");
  readonly numbers = new CountryNumbers(table.view.countries);
  readonly #readings: CellReadings;

  constructor(sums: Sums) {
    this.#readings = new CellReadings(sums);
    this.classifier.setToldKinds([]);
    this.classifier.setLocalPrefixes([parsePrefix("10.0.0.0/8")!]);
    this.classifier.loadGeo(table.image);
  }

  /** A datagram of a device to a country; returns its octets. */
  send(device: number, code: string, port: number): number {
    const octets = udp(port, 9999, new Uint8Array(port % 50));
    octets[15] = device;
    octets[16] = octetOf(code);
    countWhole(this.classifier, LINKTYPE_RAW, octets);
    return octets.length;
  }

  read(): void {
    this.#readings.read({ counters: this.classifier.copyCounters(), codes: [...this.numbers.codes] });
  }
}

/** Octets and packets up by device and country. */
function textsOf(sums: Sums): string[] {
  return [...sums.devices.values()]
    .flatMap(({ device, countries }) =>
      [...countries.values()].map(
        ({ country, packetsUp, bytesUp }) => `${device} ${country} ${packetsUp} ${bytesUp}`,
      ),
    )
    .sort();
}

test("each reading brings the sums to what was sent until then", () => {
  const sums = new Sums();
  const watched = new Watched(sums);
  const random = new Random(7);
  const expected = new Map<string, [packets: number, bytes: number]>();
  for (let reading = 0; reading < 200; reading++) {
    for (let datagram = random.below(6); datagram > 0; datagram--) {
      const [device, code] = [1 + random.below(5), random.pick(CODES)];
      const [packets, bytes] = expected.get(`10.0.0.${device} ${code}`) ?? [0, 0];
      const sent = watched.send(device, code, 1000 + random.below(2000));
      expected.set(`10.0.0.${device} ${code}`, [packets + 1, bytes + sent]);
    }
    watched.read();
    const texts = [...expected].map(([key, [packets, bytes]]) => `${key} ${packets} ${bytes}`);
    assert.deepEqual(textsOf(sums), texts.sort());
  }
  assert.equal(expected.size, 20);
});

test("sums are of all classifiers: of two at once, and of one that took another's place", () => {
  const sums = new Sums();
  const [first, second] = [new Watched(sums), new Watched(sums)];
  first.send(1, "NL", 1000);
  second.send(1, "NL", 1000);
  for (const each of [first, second, first, second]) each.read();
  assert.deepEqual(textsOf(sums), ["10.0.0.1 NL 2 56"]);
  const successor = new Watched(sums);
  successor.send(1, "NL", 1000);
  successor.send(2, "DE", 1000);
  for (const each of [successor, second]) each.read();
  assert.deepEqual(textsOf(sums), ["10.0.0.1 NL 3 84", "10.0.0.2 DE 1 28"]);
});

test("another country table: what was counted stays with its country", () => {
  const sums = new Sums();
  const watched = new Watched(sums);
  for (const code of CODES) watched.send(1, code, 1000);
  watched.read();
  watched.send(1, "US", 1000);
  // NL is not named any more and gets the last number, the others go up by one.
  const after = tableOf([EARLIER, "CN", "DE", "US"]);
  const { classifier, numbers } = watched;
  classifier.renumber(numbers.goOver(after.view.countries, classifier.countriesInUse()));
  classifier.loadGeo(after.image);
  watched.send(1, "CN", 1000);
  watched.read();
  const expected = ["CN 2 56", "DE 1 28", "NL 1 28", "US 2 56"].map((text) => `10.0.0.1 ${text}`);
  assert.deepEqual(textsOf(sums), expected);
});

test("countries that become one leave nothing behind, unless another classifier has counted there", () => {
  const sums = new Sums();
  const [merged, other] = [new Watched(sums), new Watched(sums)];
  for (const code of ["CN", "NL"]) merged.send(1, code, 1000);
  other.send(1, "CN", 1000);
  for (const each of [merged, other]) each.read();
  merged.classifier.renumber(
    Uint8Array.from({ length: COUNTRIES_MAX }, (_, number) => Math.min(number, COUNTRY_UNKNOWN)),
  );
  merged.numbers.goOver(["", "ZZ"], []);
  merged.send(2, "NL", 1000);
  merged.read();
  other.read();
  const left = textsOf(sums);
  assert.deepEqual(left.slice(0, 2), ["10.0.0.1 CN 1 28", "10.0.0.1 ZZ 2 56"]);
  assert.equal(left.length, 3);
  // What is forgotten is summed anew when it is met again.
  other.send(1, "NL", 1000);
  other.read();
  assert.ok(textsOf(sums).includes("10.0.0.1 NL 1 28"));
});
