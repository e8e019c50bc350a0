import type { Workspace } from "../domain/channel.ts";
import type { Person } from "../domain/person.ts";
import { NAMED_ROLES, type NamedRole, NO_ROLE_RULES, type RoleRules } from "../domain/role.ts";
import { type Command, type Invocation, reply, words } from "./command.ts";
import { findNamed } from "./find-person.ts";

const FORM = /^(?<who>.+?)\s+(?:is\s+)?(?<role>agent|manager|customer|none)s?$/i;
const GROUP = /^group:(?<key>[\w:-]{1,100})$/;

/** Who is staff, said by an admin: one person, or a group of the platform (`group:KEY`, which adapters write for a mentioned group). */
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
  const person = await invocation.read((stores) => findNamed(stores, who, workspaceId));
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
  const { workspace } = invocation.context;
  const named = NAMED_ROLES.find((known) => known === role) ?? null;
  return change(
    invocation,
    withPerson(rulesOf(workspace), person, named),
    named === null
      ? `${person.displayName} is what the platform's groups and channels say.`
      : `${person.displayName} is ${named === "agent" ? "an agent" : `a ${named}`} from the next message on.`,
  );
}

function nameGroup(invocation: Invocation, key: string, role: string) {
  if (role === "customer")
    return reply(
      invocation,
      words("Groups make agents or managers; customers are what the workspace's kind says."),
    );
  const rules = rulesOf(invocation.context.workspace);
  const without = (keys: readonly string[]) => keys.filter((known) => known !== key);
  const agentGroupKeys = [...without(rules.agentGroupKeys), ...(role === "agent" ? [key] : [])];
  const managerGroupKeys = [...without(rules.managerGroupKeys), ...(role === "manager" ? [key] : [])];
  return change(
    invocation,
    { ...rules, agentGroupKeys, managerGroupKeys },
    role === "none"
      ? "That group gives nobody a role any more."
      : `Members of that group are ${role}s from their next message on.`,
  );
}

const rulesOf = ({ roleRules }: Workspace): RoleRules => roleRules ?? NO_ROLE_RULES;

function withPerson(rules: RoleRules, { personKey }: Person, role: NamedRole | null): RoleRules {
  const { [personKey]: _before, ...others } = rules.people ?? {};
  return { ...rules, people: role === null ? others : { ...others, [personKey]: role } };
}

function change(invocation: Invocation, rules: RoleRules, said: string) {
  const { context } = invocation;
  return async (stores: Parameters<ReturnType<typeof reply>>[0]) => {
    await stores.workspaces.setRoleRules(context.workspace.id, rules);
    await stores.audit.add({
      actor: context.actor.id,
      action: "workspace.roles",
      subject: context.workspace.id,
      detail: {
        agents: rules.agentGroupKeys.length,
        managers: rules.managerGroupKeys.length,
        people: Object.keys(rules.people ?? {}).length,
      },
      happenedAt: context.now,
    });
    await reply(invocation, words(said))(stores);
  };
}
