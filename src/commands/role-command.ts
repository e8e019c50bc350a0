import { nameByWords } from "../desk/name-by-words.ts";
import { NAMED_ROLES } from "../domain/role.ts";
import { type Command, reply, words } from "./command.ts";

const FORM = /^(?<who>.+?)\s+(?:is\s+)?(?<role>agent|manager|customer|none)s?$/i;

/** Who is staff, said by an admin: one person, or a group of the platform. */
export const roleCommand: Command = {
  name: "rapport role",
  usage: "<@person> agent|manager|customer|none",
  summary: "Say who is an agent or a manager here",
  allowed: "admins",
  async run(invocation) {
    const typed = FORM.exec(invocation.argument)?.groups;
    if (!typed?.who || !typed.role)
      return reply(invocation, words("Type /rapport role @name agent (or manager, customer, none)."));
    const who = typed.who;
    const role = NAMED_ROLES.find((known) => known === typed.role?.toLowerCase()) ?? null;
    const { actor, now, workspace } = invocation.context;
    return async (stores) => {
      const said = await nameByWords(stores, { by: actor.id, now }, workspace, who, role);
      await reply(invocation, words(said))(stores);
    };
  },
};
