import type { Workspace } from "../domain/channel.ts";
import type { Person } from "../domain/person.ts";
import type { NamedRole } from "../domain/role.ts";
import { NO_SURVEY } from "../domain/workspace-survey.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { nameRole, type SetupHand } from "./change-setup.ts";
import { findNamed, mentionedKey } from "./find-person.ts";

const GROUP = /^group:(?<key>[\w:-]{1,100})$/;

/**
 * Gives a role to whom an admin's words mean: a name, a key, `person:KEY` or `group:KEY`, which adapters write for those
 * who are mentioned. Gives the words for the admin.
 */
export async function nameByWords(
  stores: TenantStores,
  hand: SetupHand,
  workspace: Workspace,
  who: string,
  role: NamedRole | null,
): Promise<string> {
  const groupKey = GROUP.exec(who.trim())?.groups?.key ?? (await groupCalled(stores, workspace, who));
  if (groupKey !== undefined) {
    const refusal = await nameRole(stores, hand, workspace, { groupKey }, role);
    if (refusal !== null) return refusal;
    return role === null
      ? "That group gives nobody a role any more."
      : `Members of that group are ${role}s from their next message on.`;
  }
  const person = (await findNamed(stores, who, workspace.id)) ?? whoIsMentioned(who);
  if (person === "several")
    return "Several people here are called so. Mention the one you mean, or let one of them change the name.";
  if (!person) return "Nobody of that name has written here yet.";
  const { personKey, displayName } = person;
  if (person.role === "admin") return `${displayName} is an admin of the platform; that stays so.`;
  const refusal = await nameRole(stores, hand, workspace, { personKey }, role);
  if (refusal !== null) return refusal;
  return role === null
    ? `${displayName} is what the platform's groups and channels say.`
    : `${displayName} is ${role === "agent" ? "an agent" : `a ${role}`} from now on.`;
}

/** A group by the name that people there call it, with its sign before it. */
async function groupCalled(
  { workspaces }: TenantStores,
  { id }: Workspace,
  who: string,
): Promise<string | undefined> {
  const wanted = who.trim().toLowerCase();
  const { groups } = wanted.startsWith("@") ? await workspaces.survey(id) : NO_SURVEY;
  return groups?.find(({ name }) => name.toLowerCase() === wanted)?.groupKey;
}

/** Somebody who has never written: a team is set up before it works. */
function whoIsMentioned(who: string): Pick<Person, "personKey" | "displayName" | "role"> | null {
  const personKey = mentionedKey(who);
  return personKey === null ? null : { personKey, displayName: "This person", role: "unknown" };
}
