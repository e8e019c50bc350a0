import type { IncomingMessage } from "node:http";
import { RapportError } from "../../domain/errors.ts";
import type { Person } from "../../domain/person.ts";
import { isStaff, type Role } from "../../domain/role.ts";
import type { ConsoleDesk, StaffFacts } from "../../ports/stores/views.ts";
import type { Caller } from "../auth/create-auth.ts";

const PERSONA_HEADER = "x-rapport-persona";
const RANK: Readonly<Record<Role, number>> = { unknown: 0, customer: 0, agent: 1, manager: 2, admin: 3 };

export interface Actor {
  readonly caller: Caller;
  readonly request: IncomingMessage;
  /** Id or key of a persona, from the body. */
  readonly asked?: string;
  readonly now: Date;
}

/**
 * The person in whose name a caller changes something. The operator of a loopback console is the chosen persona, else the first
 * admin, else the first agent. An account is the staff member of its login name, else a person of its own, made on first use.
 */
export async function actingPerson(desk: ConsoleDesk, actor: Actor): Promise<Person> {
  const staff = await desk.views.staff();
  const found = findActing(staff, actor);
  return found ?? makePerson(desk, actor);
}

/** The same for a reader: nobody is made. */
export async function readingPerson(desk: ConsoleDesk, actor: Actor): Promise<Person | null> {
  return findActing(await desk.views.staff(), actor);
}

function findActing(staff: readonly StaffFacts[], { caller, request, asked }: Actor): Person | null {
  if (caller.kind === "operator") {
    const header = request.headers[PERSONA_HEADER];
    const named = asked ?? (typeof header === "string" ? header : null);
    const onWeb = [...staff].sort((a, b) => Number(b.platform === "web") - Number(a.platform === "web"));
    return (
      onWeb.find((person) => person.id === named || person.personKey === named) ??
      onWeb.find((person) => person.role === "admin") ??
      onWeb[0] ??
      null
    );
  }
  const own = (person: StaffFacts) =>
    person.personKey === ownKey(caller) ||
    (person.personKey.toLowerCase() === caller.name && RANK[person.role] <= RANK[caller.role]);
  return staff.find(own) ?? null;
}

/** No platform gives keys like this. */
const ownKey = (caller: Caller): string => `account:${caller.accountId ?? "operator"}`;

async function makePerson(desk: ConsoleDesk, { caller, now }: Actor): Promise<Person> {
  if (!isStaff(caller.role)) throw new Error("only staff act in the console");
  const workspaces = await desk.workspaces.list();
  const home = workspaces.find((workspace) => workspace.platform === "web") ?? workspaces[0];
  if (!home) {
    throw new RapportError(
      "workspace.unknown",
      "The company has no workspace yet.",
      "Connect a platform first.",
    );
  }
  return desk.people.ensure({
    workspaceId: home.id,
    personKey: ownKey(caller),
    displayName: caller.kind === "operator" ? "Operator" : caller.name,
    role: caller.role,
    now,
  });
}
