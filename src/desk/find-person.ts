import type { Person } from "../domain/person.ts";
import type { TenantStores } from "../ports/stores/store.ts";

/** What stands for a mentioned person where it must be sure who is meant: adapters write the platform's key behind it. */
const MENTION = /^@?person:(?<key>[\w:.@-]{1,200})$/;

/** The platform's key of somebody who was mentioned; `null` for a name that was typed. */
export const mentionedKey = (typed: string): string | null => MENTION.exec(typed.trim())?.groups?.key ?? null;

const nameOrKey = (typed: string): string => mentionedKey(typed) ?? typed.replace(/^@/, "").trim();

/** The one person of the workspace who is called so or has that key; `several` when names are shared. */
export async function findNamed(
  stores: TenantStores,
  typed: string,
  workspaceId: string,
): Promise<Person | "several" | null> {
  const wanted = nameOrKey(typed);
  const found = (await stores.people.search(wanted, 50)).filter(
    (person) =>
      person.workspaceId === workspaceId &&
      (person.displayName.toLowerCase() === wanted.toLowerCase() || person.personKey === wanted),
  );
  const [first] = found.filter(({ personKey }) => personKey === wanted).concat(found);
  const isByKey = first?.personKey === wanted;
  return found.length > 1 && !isByKey ? "several" : (first ?? null);
}

/** Whom `@name` means: the whole name or key first, else the first whose name holds the words. */
export async function findPerson(stores: TenantStores, typed: string): Promise<Person | null> {
  const wanted = nameOrKey(typed);
  if (wanted === "") return null;
  const found = await stores.people.search(wanted, 5);
  return (
    found.find(
      ({ displayName, personKey }) =>
        displayName.toLowerCase() === wanted.toLowerCase() || personKey === wanted,
    ) ??
    found[0] ??
    null
  );
}
