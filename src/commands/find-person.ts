import type { Person } from "../domain/person.ts";
import type { TenantStores } from "../ports/stores/store.ts";

/** Whom `@name` means: the whole name or key first, else the first whose name holds the words. */
export async function findPerson(stores: TenantStores, typed: string): Promise<Person | null> {
  const wanted = typed.replace(/^@/, "").trim();
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
