import { z } from "zod";
import {
  CHANNEL_MODES,
  type DeclaredChannel,
  type DeclaredSetup,
  type Platform,
  WORKSPACE_KINDS,
} from "./domain/channel.ts";
import { SETUP_VARIABLES, setupVariable } from "./domain/declared-setup.ts";
import type { NamedRole } from "./domain/role.ts";

/** Platforms whose set-up may stand in the environment; the browser chat is set up in the console. */
export const DECLARED_PLATFORMS = ["slack", "discord", "teams"] as const satisfies readonly Platform[];
type DeclaredPlatform = (typeof DECLARED_PLATFORMS)[number];

export type SetupConfig = Readonly<Record<DeclaredPlatform, DeclaredSetup | null>>;

type What = keyof typeof SETUP_VARIABLES;

const ONE_DESK: Readonly<Record<DeclaredPlatform, string>> = {
  slack:
    "it needs SLACK_BOT_TOKEN beside it: workspaces that install by OAuth are set up inside each of them",
  discord: "it needs DISCORD_TOKEN beside it, and counts for every server of the bot",
  teams: "it needs MICROSOFT_APP_ID beside it, and excludes MICROSOFT_APP_TYPE=MultiTenant",
};
const CHANNEL_LIST =
  "names or ids of channels with commas between, each with =off, =mention, =suggest or =auto behind it where the mode is set too";

/** What each variable must be, said when it is not. */
export const SETUP_CURES: Readonly<Record<string, string>> = Object.fromEntries(
  DECLARED_PLATFORMS.flatMap((platform) => {
    const cures: Readonly<Record<What, string>> = {
      kind: `community, company or helpdesk; ${ONE_DESK[platform]}`,
      customers: `${CHANNEL_LIST}; no channel may stand in two of these lists`,
      agents: `${CHANNEL_LIST}; no channel may stand in two of these lists`,
      managers: `${CHANNEL_LIST}; no channel may stand in two of these lists`,
      agentGroups: "ids of the platform's groups with commas between; no group may be agents and managers",
      managerGroups: "ids of the platform's groups with commas between; no group may be agents and managers",
      agentPeople: "the platform's ids of people with commas between; nobody may be agent and manager",
      managerPeople: "the platform's ids of people with commas between; nobody may be agent and manager",
    };
    return keysOf(SETUP_VARIABLES).map((what) => [setupVariable(platform, what), cures[what]] as const);
  }),
);

const listOf = <Item>(item: z.ZodType<Item, string>) =>
  z
    .string()
    .transform((value) =>
      value
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== ""),
    )
    .pipe(z.array(item).min(1).max(500))
    .optional();

const keys = listOf(z.string().regex(/^\S{1,200}$/));

const CHANNEL = /^#?(?<named>[^=]{1,200}?)(?:\s*=\s*(?<mode>[^=]*))?$/;
const channels = listOf(
  z.string().transform((entry, context): Omit<DeclaredChannel, "purpose"> => {
    const { named, mode } = CHANNEL.exec(entry)?.groups ?? {};
    const known = CHANNEL_MODES.find((one) => one === mode);
    if (named !== undefined && (mode === undefined || known)) return { named, mode: known ?? null };
    context.addIssue({ code: "custom", message: "not a channel" });
    return z.NEVER;
  }),
);

const onePlatform = {
  kind: z.enum(WORKSPACE_KINDS).optional(),
  customers: channels,
  agents: channels,
  managers: channels,
  agentGroups: keys,
  managerGroups: keys,
  agentPeople: keys,
  managerPeople: keys,
} as const satisfies Readonly<Record<What, z.ZodType>>;
const platformSchema = z.object(onePlatform);
type Given = z.output<typeof platformSchema>;

/** The set-up of each platform, judged; `null` where nothing of it is set. */
export const setupConfigSchema = z
  .record(z.string(), z.string().optional())
  .transform((env, context): SetupConfig => {
    const judge = (platform: DeclaredPlatform): DeclaredSetup | null => {
      const nameOf = (what: What) => setupVariable(platform, what);
      const refuse = (what: What) =>
        context.addIssue({ code: "custom", path: [nameOf(what)], message: "is not right" });
      const asked = keysOf(SETUP_VARIABLES).filter((what) => env[nameOf(what)] !== undefined);
      if (asked.length === 0) return null;
      const given = platformSchema.safeParse(
        Object.fromEntries(asked.map((what) => [what, env[nameOf(what)]])),
      );
      if (!given.success) {
        for (const what of asked) if (given.error.issues.some(({ path }) => path[0] === what)) refuse(what);
        return null;
      }
      if (!isOneDesk(platform, env)) for (const what of asked) refuse(what);
      for (const what of contradictions(given.data)) refuse(what);
      return toDeclared(given.data);
    };
    return { slack: judge("slack"), discord: judge("discord"), teams: judge("teams") };
  });

/** Workspaces that install by themselves have each a desk and an admin of their own: the environment is nobody's there. */
function isOneDesk(platform: DeclaredPlatform, env: Readonly<Record<string, string | undefined>>): boolean {
  if (platform === "slack") return env.SLACK_BOT_TOKEN !== undefined;
  if (platform === "teams")
    return env.MICROSOFT_APP_ID !== undefined && env.MICROSOFT_APP_TYPE !== "MultiTenant";
  return env.DISCORD_TOKEN !== undefined;
}

function* contradictions(given: Given): Generator<What> {
  const named = (what: "customers" | "agents" | "managers") =>
    (given[what] ?? []).map((channel) => channel.named.toLowerCase());
  if (named("agents").some((name) => named("customers").includes(name))) yield "agents";
  if (named("managers").some((name) => [...named("customers"), ...named("agents")].includes(name)))
    yield "managers";
  if (given.managerGroups?.some((key) => given.agentGroups?.includes(key))) yield "managerGroups";
  if (given.managerPeople?.some((key) => given.agentPeople?.includes(key))) yield "managerPeople";
}

function toDeclared(given: Given): DeclaredSetup {
  const people = (keysGiven: readonly string[] = [], role: NamedRole) =>
    keysGiven.map((key) => [key, role] as const);
  return {
    kind: given.kind ?? null,
    channels: (["customers", "agents", "managers"] as const).flatMap((purpose) =>
      (given[purpose] ?? []).map((channel) => ({ ...channel, purpose })),
    ),
    roles: {
      agentGroupKeys: given.agentGroups ?? [],
      managerGroupKeys: given.managerGroups ?? [],
      people: Object.fromEntries([
        ...people(given.agentPeople, "agent"),
        ...people(given.managerPeople, "manager"),
      ]),
    },
  };
}

function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): readonly Key[] {
  // Written here, so it has these keys alone.
  return Object.keys(table) as Key[];
}
