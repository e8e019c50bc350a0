import { kept } from "./kept.ts";

/** Who this window is in the room; every window keeps its own. `?as=` of a link wins once. */
export const persona = kept("session", "persona", "");

/** Name and role of a staff persona, for whom the desk's own pages act; empty while a customer is played. */
export const actingName = kept("session", "acting.name", "");
export const actingRole = kept("session", "acting.role", "");

export function takePersonaFromLink(): void {
  const asked = new URLSearchParams(location.search).get("as");
  if (!asked) return;
  persona.value = asked;
  history.replaceState(null, "", location.pathname);
}

/** What an operator chose to see while being a customer, or while being staff. */
export const operatorAsCustomer = kept("session", "operator.customer", "off");
export const operatorAsStaff = kept("session", "operator.staff", "on");
