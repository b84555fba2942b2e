/** What is done about a flow: nothing, an alert, or an alert and a refusal. */
export type Action = "off" | "alert" | "block";

/** The laxest first. */
export const ACTIONS = ["off", "alert", "block"] as const satisfies readonly Action[];

export function isStricter(action: Action, than: Action): boolean {
  return ACTIONS.indexOf(action) > ACTIONS.indexOf(than);
}
