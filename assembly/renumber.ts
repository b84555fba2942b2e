// Another country table numbers countries otherwise: flows and cells go on under the new numbers. Between two walks.

import { COUNTRIES_MAX, COUNTRY_NULL } from "./abi";
import { cellOf, isOtherCell, renumberCells } from "./counters/cells";
import { eventsSize } from "./events";
import { Flow, flowAt } from "./flow/flow";
import { flowCount } from "./flow/table";

/** By old number, the new one; the host writes it. Several may become one: what they counted is summed. */
export const countryMap: usize = memory.data(COUNTRIES_MAX, 8);

/** No country stays none, and the events are drained: they hold old numbers. Cells get other numbers too. */
export function renumber(): void {
  assert(<u32>load<u8>(countryMap) == COUNTRY_NULL);
  assert(eventsSize == 0);
  renumberCells(countryMap);
  for (let entry: u32 = 0; entry < flowCount; entry++) renumberFlow(flowAt(entry));
}

function renumberFlow(flow: Flow): void {
  const country = newNumber(<u8>flow.answer);
  const other = newNumber(<u8>(flow.answer >> 8));
  // One opinion is left where both lead to the same country.
  flow.answer = <u16>(country | (other == country ? 0 : other << 8));
  flow.cell = isOtherCell(flow.cell) ? newNumber(<u8>flow.cell) : cellOf(flow.device, country);
}

function newNumber(country: u8): u32 {
  return load<u8>(countryMap + country);
}
