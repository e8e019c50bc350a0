import { BOT_KEY } from "../contract.ts";
import { webFault } from "../errors.ts";
import type { WebRoom } from "./room.ts";
import { mayTake, type WebAccess } from "./who-sees.ts";

/**
 * The account's own persona, made on first use. Throws `web.no-persona` for an account that can be nobody here;
 * an admin whose name is taken still has the sample people.
 */
export async function ensureOwnPersona(room: WebRoom, access: WebAccess): Promise<void> {
  if (access.kind !== "person") return;
  const { personKey, role } = access;
  if (personKey !== null && personKey !== BOT_KEY) {
    const known = await room.core.directory.member(personKey);
    if (known && mayTake(access, known)) return;
    if (!known) return room.addMembers([{ personKey, displayName: personKey, role }]);
  }
  if (role === "admin") return;
  throw webFault(
    "web.no-persona",
    "The name of your account is somebody else's in this chat.",
    "Ask an admin for an account with another name.",
  );
}
