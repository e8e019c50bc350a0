import { nameRole, type Whom } from "../desk/change-setup.ts";
import type { Person } from "../domain/person.ts";
import { NAMED_ROLES, type NamedRole } from "../domain/role.ts";
import { type Command, type CommandWork, type Invocation, reply, words } from "./command.ts";
import { findNamed, mentionedKey } from "./find-person.ts";

const FORM = /^(?<who>.+?)\s+(?:is\s+)?(?<role>agent|manager|customer|none)s?$/i;
const GROUP = /^group:(?<key>[\w:-]{1,100})$/;

/**
 * Who is staff, said by an admin: one person, or a group of the platform (`person:KEY` and `group:KEY`, which adapters
 * write for those who are mentioned).
 */
export const roleCommand: Command = {
  name: "rapport role",
  usage: "<@person> agent|manager|customer|none",
  summary: "Say who is an agent or a manager here",
  allowed: "admins",
  async run(invocation) {
    const typed = FORM.exec(invocation.argument)?.groups;
    if (!typed?.who || !typed.role)
      return reply(invocation, words("Type /rapport role @name agent (or manager, customer, none)."));
    const role = typed.role.toLowerCase();
    const group = GROUP.exec(typed.who)?.groups?.key;
    return group === undefined ? namePerson(invocation, typed.who, role) : nameGroup(invocation, group, role);
  },
};

async function namePerson(invocation: Invocation, who: string, role: string) {
  const { id: workspaceId } = invocation.context.workspace;
  const known = await invocation.read((stores) => findNamed(stores, who, workspaceId));
  const person = known ?? whoIsMentioned(who);
  if (person === "several")
    return reply(
      invocation,
      words(
        "Several people here are called so. Mention the one you mean, or let one of them change the name.",
      ),
    );
  if (!person) return reply(invocation, words("Nobody of that name has written here yet."));
  if (person.role === "admin")
    return reply(invocation, words(`${person.displayName} is an admin of the platform; that stays so.`));
  const named = NAMED_ROLES.find((known) => known === role) ?? null;
  return change(
    invocation,
    { personKey: person.personKey },
    named,
    named === null
      ? `${person.displayName} is what the platform's groups and channels say.`
      : `${person.displayName} is ${named === "agent" ? "an agent" : `a ${named}`} from now on.`,
  );
}

function nameGroup(invocation: Invocation, groupKey: string, role: string) {
  const named = NAMED_ROLES.find((known) => known === role) ?? null;
  return change(
    invocation,
    { groupKey },
    named,
    named === null
      ? "That group gives nobody a role any more."
      : `Members of that group are ${named}s from their next message on.`,
  );
}

/** Somebody who has never written: a team is set up before it works. */
function whoIsMentioned(who: string): Pick<Person, "personKey" | "displayName" | "role"> | null {
  const personKey = mentionedKey(who);
  return personKey === null ? null : { personKey, displayName: "This person", role: "unknown" };
}

function change(invocation: Invocation, whom: Whom, role: NamedRole | null, said: string): CommandWork {
  const { actor, now, workspace } = invocation.context;
  return async (stores) => {
    const refusal = await nameRole(stores, { by: actor.id, now }, workspace, whom, role);
    await reply(invocation, words(refusal ?? said))(stores);
  };
}
