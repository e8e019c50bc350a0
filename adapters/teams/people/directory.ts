import { z } from "zod";
import { createFreshCache } from "../../../src/adapter-kit/fresh-cache.ts";
import { MINUTE, SECOND } from "../../../src/domain/time.ts";
import type { ConversationReference } from "../../../src/ports/stores/conversation-book.ts";
import type { StaffPlaces } from "../config.ts";
import type { TeamsFact } from "../parse/facts.ts";
import type { Knowledge } from "../parse-event.ts";
import type { Connector } from "../speak/connector.ts";
import type { Places } from "./places.ts";
import { type Member, type Memberships, standingOf } from "./standing.ts";

export interface DirectoryOptions {
  readonly connector: Connector;
  readonly places: Places;
  readonly staffPlaces: (organisationKey: string) => Promise<StaffPlaces>;
  /** Monotonic. */
  readonly nowMs: () => number;
}

/** Who people are and what channels are called, remembered and kept fresh. */
export interface Directory {
  /** What a fact needs, within `LOOK_UP_MS`; what cannot be had by then is left unknown. */
  knowledgeFor(fact: TeamsFact): Promise<Omit<Knowledge, "files">>;
  /** Somebody joined, left or was renamed. */
  forgetPerson(organisationKey: string, personKey: string): Promise<void>;
  /** A channel of the team was made, renamed or deleted. */
  forgetTeam(organisationKey: string, teamKey: string): void;
}

/** Teams waits 15 s, but an answer within 2 is promised. */
const LOOK_UP_MS = 1_200;
const CALL_MS = 5 * SECOND;

const memberSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  aadObjectId: z.string().nullish(),
  objectId: z.string().nullish(),
  tenantId: z.string().nullish(),
  userRole: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
});
const channelsSchema = z.object({
  conversations: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullish(),
      // By one document and by the other.
      type: z.string().nullish(),
      channelType: z.string().nullish(),
    }),
  ),
});
const ownersSchema = z.object({
  value: z.array(z.object({ userId: z.string().nullish(), roles: z.array(z.string()).nullish() })),
});

type TeamChannels = ReadonlyMap<string, { readonly name: string; readonly isPrivate: boolean }>;

const SPLIT = "\u0000";
const keyOf = (...parts: readonly string[]): string => parts.join(SPLIT);
const partsOf = (key: string): readonly [string, string, string] => {
  const [first = "", second = "", third = ""] = key.split(SPLIT);
  return [first, second, third];
};

export function createDirectory({ connector, places, staffPlaces, nowMs }: DirectoryOptions): Directory {
  const shared = { usableMs: 60 * MINUTE, failedMs: 30 * SECOND, nowMs };
  /** The conversation in which a person was last met: its roster tells of them. */
  const metIn = new Map<string, { readonly serviceUrl: string; readonly conversationId: string }>();

  const memberIn = async (serviceUrl: string, conversationId: string, personKey: string) =>
    connector.openLine(serviceUrl, CALL_MS).call({
      method: "GET",
      path: ["v3", "conversations", conversationId, "members", personKey],
      answer: memberSchema,
    });

  const members = createFreshCache<Member>({
    ...shared,
    freshMs: 15 * MINUTE,
    maxEntries: 50_000,
    async load(key) {
      const met = metIn.get(key);
      if (met === undefined) throw new Error("never met");
      const outcome = await memberIn(met.serviceUrl, met.conversationId, partsOf(key)[1]);
      if (outcome.kind !== "ok") throw new Error(outcome.kind);
      return toMember(outcome.body);
    },
  });

  const teams = createFreshCache<TeamChannels>({
    ...shared,
    freshMs: 30 * MINUTE,
    maxEntries: 5_000,
    async load(key) {
      const [organisationKey, teamKey] = partsOf(key);
      const reference = await places.any(organisationKey);
      if (reference === null) throw new Error("no way in");
      const outcome = await connector.openLine(reference.serviceUrl, CALL_MS).call({
        method: "GET",
        path: ["v3", "teams", teamKey, "conversations"],
        answer: channelsSchema,
      });
      if (outcome.kind !== "ok") throw new Error(outcome.kind);
      return new Map(
        outcome.body.conversations.map(({ id, name, type, channelType }) => [
          id,
          // The first channel of a team has no name of its own there.
          { name: name || "General", isPrivate: ["private", "shared"].includes(type ?? channelType ?? "") },
        ]),
      );
    },
  });

  const owners = createFreshCache<ReadonlySet<string>>({
    ...shared,
    freshMs: 15 * MINUTE,
    maxEntries: 5_000,
    async load(organisationKey) {
      const groupKey = await homeGroupOf(organisationKey);
      if (groupKey === null) return new Set();
      const outcome = await connector.graph(organisationKey, {
        method: "GET",
        path: ["v1.0", "teams", groupKey, "members"],
        query: { $top: "999" },
        answer: ownersSchema,
      });
      // The permission TeamMember.Read.Group was not given: then nobody is told from others by owning the team.
      if (outcome.kind === "refused") return new Set();
      if (outcome.kind !== "ok") throw new Error(outcome.kind);
      return new Set(
        outcome.body.value.flatMap(({ userId, roles }) =>
          userId && roles?.includes("owner") ? [userId.toLowerCase()] : [],
        ),
      );
    },
  });

  /** The team that added us first, as Graph knows it. */
  const homeGroupOf = async (organisationKey: string): Promise<string | null> => {
    const home = await places.homeTeam(organisationKey);
    if (home === null || home.teamKey === null) return null;
    if (home.teamGroupKey !== null) return home.teamGroupKey;
    const outcome = await connector.openLine(home.serviceUrl, CALL_MS).call({
      method: "GET",
      path: ["v3", "teams", home.teamKey],
      answer: z.object({ aadGroupId: z.string().nullish() }),
    });
    if (outcome.kind === "ok") return outcome.body.aadGroupId ?? null;
    if (outcome.kind === "refused") return null;
    throw new Error(outcome.kind);
  };

  const named = createFreshCache<StaffPlaces>({
    ...shared,
    // Our own tables: near and cheap, and what an admin has said must not wait.
    freshMs: SECOND,
    usableMs: 4 * SECOND,
    failedMs: SECOND,
    maxEntries: 20_000,
    load: staffPlaces,
  });

  /** Whether somebody is in a team or a private channel of staff. */
  const isIn = createFreshCache<boolean>({
    ...shared,
    freshMs: 5 * MINUTE,
    maxEntries: 50_000,
    async load(key) {
      const [organisationKey, placeKey, personKey] = partsOf(key);
      const reference = await places.find(organisationKey, placeKey);
      const way = reference ?? (await places.any(organisationKey));
      if (way === null) throw new Error("no way in");
      if (reference !== null && !(await isPrivatePlace(organisationKey, reference))) return false;
      const outcome = await memberIn(way.serviceUrl, placeKey, personKey);
      if (outcome.kind === "refused" && outcome.status === 404) return false;
      if (outcome.kind !== "ok") throw new Error(outcome.kind);
      return true;
    },
  });

  /** A standard channel is open to the whole team: its members are nobody in particular. */
  const isPrivatePlace = async (organisationKey: string, { channelKey, teamKey }: ConversationReference) => {
    if (teamKey === null) return true;
    const channels = await teams.get(keyOf(organisationKey, teamKey), CALL_MS);
    if (channels === null) throw new Error("channel unknown");
    return channels.get(channelKey)?.isPrivate ?? false;
  };

  const membershipsOf = async (organisationKey: string, personKey: string): Promise<Memberships | null> => {
    const staff = await named.get(organisationKey, LOOK_UP_MS);
    if (staff === null) return null;
    const among = (keys: readonly string[]): Promise<readonly (boolean | null)[]> =>
      Promise.all(keys.map((key) => isIn.get(keyOf(organisationKey, key, personKey), LOOK_UP_MS)));
    const [groups, agents, managers] = await Promise.all([
      among(staff.groupKeys),
      among(staff.agentChannelKeys),
      among(staff.managerChannelKeys),
    ]);
    const all = [...groups, ...agents, ...managers];
    // Who is staff by one place is so whatever the others would say.
    if (!all.includes(true) && all.includes(null)) return null;
    return {
      groupKeys: staff.groupKeys.filter((_key, at) => groups[at] === true),
      isInAgentsChannel: agents.includes(true),
      isInManagersChannel: managers.includes(true),
    };
  };

  const note = (fact: TeamsFact): string => {
    const key = keyOf(fact.organisationKey, fact.authorKey);
    const { serviceUrl, teamKey, channelKey } = fact;
    if (metIn.size > 100_000) metIn.clear();
    // A channel's people are its team's.
    metIn.set(key, { serviceUrl, conversationId: teamKey ?? channelKey });
    return key;
  };

  return {
    async knowledgeFor(fact) {
      const { organisationKey, channelKey, authorKey } = fact;
      const key = note(fact);
      const isChannel = fact.channelKind === "channel";
      // What was done in the private chat about a channel does not name its team.
      const reference = isChannel && !isWhole(fact) ? await places.find(organisationKey, channelKey) : null;
      const teamKey = fact.teamKey ?? reference?.teamKey ?? null;
      const [member, owning, memberships, channels] = await Promise.all([
        members.get(key, LOOK_UP_MS),
        owners.get(organisationKey, LOOK_UP_MS),
        membershipsOf(organisationKey, authorKey),
        teamKey === null ? null : teams.get(keyOf(organisationKey, teamKey), LOOK_UP_MS),
      ]);
      const standing = standingOf(organisationKey, member, owning, memberships);
      return {
        person: member && { displayName: member.displayName || null, ...(standing && { standing }) },
        channel: channels?.get(channelKey) ?? null,
        teamGroupKey: reference?.teamGroupKey ?? null,
      };
    },
    async forgetPerson(organisationKey, personKey) {
      members.forget(keyOf(organisationKey, personKey));
      const staff = await named.get(organisationKey, LOOK_UP_MS);
      const { groupKeys = [], agentChannelKeys = [], managerChannelKeys = [] } = staff ?? {};
      for (const placeKey of [...groupKeys, ...agentChannelKeys, ...managerChannelKeys])
        isIn.forget(keyOf(organisationKey, placeKey, personKey));
    },
    forgetTeam: (organisationKey, teamKey) => teams.forget(keyOf(organisationKey, teamKey)),
  };
}

const isWhole = ({ teamKey, teamGroupKey }: TeamsFact): boolean => teamKey !== null && teamGroupKey !== null;

const EXTERNAL = /#EXT#/i;

const toMember = (member: z.infer<typeof memberSchema>): Member => ({
  displayName: member.name ?? "",
  entraKey: (member.aadObjectId ?? member.objectId ?? null)?.toLowerCase() ?? null,
  organisationKey: member.tenantId?.toLowerCase() ?? null,
  isGuest:
    ["guest", "anonymous"].includes(member.userRole?.toLowerCase() ?? "") ||
    EXTERNAL.test(member.userPrincipalName ?? ""),
});
