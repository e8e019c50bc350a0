import { sentence } from "../../lib/format.ts";

const DID: Readonly<Record<string, string>> = {
  "channel.changed": "Changed a channel",
  "policy.changed": "Changed the policy",
  "workspace.kind": "Set the kind of workspace",
  "workspace.emoji": "Changed the emoji of staff",
  "workspace.roles": "Named a role",
  "workspace.declared": "Set up by the environment",
  "workspace.emotion-on": "Declared that employees may be read",
  "workspace.emotion-off": "Turned employees' emotion off",
  "workspace.removed": "A workspace removed Rapport",
  "workspace.returned": "A workspace has Rapport back",
  "workspace.purged": "Erased a workspace that had removed Rapport",
  "session.opened": "Logged in",
};

/** What was done, for a reader; an action that has no words of its own keeps its name. */
export const didWords = (action: string): string => DID[action] ?? sentence(action.replaceAll(".", " "));

type Detail = Readonly<Record<string, string | number | boolean | null>>;

/** "kind: company, was community" · "mode: auto". Ids of our own tell a reader nothing. */
export function detailWords(detail: Detail): string {
  const { from, to, ...rest } = detail;
  const change =
    to === undefined ? [] : [from === null || from === undefined ? `${to}` : `${to}, was ${from}`];
  const others = Object.entries(rest)
    .filter(([key, value]) => value !== null && !key.endsWith("Id"))
    .map(([key, value]) => `${sentence(key).toLowerCase()}: ${String(value)}`);
  return [...change, ...others].join(" · ");
}
