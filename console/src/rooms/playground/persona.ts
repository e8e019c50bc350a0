import { kept } from "../../lib/kept.ts";

/** Who this window is in the room; every window keeps its own. `?as=` of a link wins once. */
export const persona = kept("session", "persona", "");

export function takePersonaFromLink(): void {
  const asked = new URLSearchParams(location.search).get("as");
  if (!asked) return;
  persona.value = asked;
  history.replaceState(null, "", location.pathname);
}

/** What an operator chose to see while being a customer, or while being staff. */
export const operatorAsCustomer = kept("session", "operator.customer", "off");
export const operatorAsStaff = kept("session", "operator.staff", "on");
