import { z } from "zod";
import { createFreshCache, type FreshCacheOptions } from "../../../src/adapter-kit/fresh-cache.ts";
import { MINUTE, SECOND } from "../../../src/domain/time.ts";
import type { SlackApi } from "../api.ts";
import type { Access } from "../install/access.ts";
import type { Memberships } from "./standing.ts";

/** Groups and channels of a workspace whose members are staff, as its admins named them. */
export interface StaffPlaces {
  readonly groupKeys: readonly string[];
  readonly agentChannelKeys: readonly string[];
  readonly managerChannelKeys: readonly string[];
}

export const NO_STAFF_PLACES: StaffPlaces = { groupKeys: [], agentChannelKeys: [], managerChannelKeys: [] };

export interface MembershipsOptions {
  readonly api: SlackApi;
  /** Of a cache key `<workspace>/<group or channel>`. */
  readonly accessOf: (key: string) => { readonly access: Access; readonly id: string };
  readonly staffPlaces: (workspaceKey: string) => Promise<StaffPlaces>;
  readonly shared: Pick<FreshCacheOptions<unknown>, "usableMs" | "failedMs" | "nowMs">;
}

const IN_NOTHING: Memberships = { groupKeys: [], isInAgentsChannel: false, isInManagersChannel: false };
const isNobody = ({ groupKeys, agentChannelKeys, managerChannelKeys }: StaffPlaces): boolean =>
  groupKeys.length + agentChannelKeys.length + managerChannelKeys.length === 0;

const CALL_MS = 5 * SECOND;
/** 10,000 members: a team's channel has fewer, and a larger one is no team's channel. */
const MOST_PAGES = 10;
const PAGE = 1_000;

const groupSchema = z.object({ users: z.array(z.string()) });
const membersSchema = z.object({
  members: z.array(z.string()),
  response_metadata: z.object({ next_cursor: z.string().nullish() }).nullish(),
});
const infoSchema = z.object({ channel: z.object({ is_private: z.boolean().nullish() }) });

/** Slack's codes for a group that somebody has deleted: nobody is in it. A channel's may only say that we are not in it. */
const GROUP_GONE = new Set(["no_such_subteam", "subteam_not_found"]);

/**
 * Who is in which of the team's groups and channels. Fails closed: `null` for a person whom no place that could be read
 * makes staff, while another could not be read.
 */
export function createMemberships({ api, accessOf, staffPlaces, shared }: MembershipsOptions) {
  const places = createFreshCache<StaffPlaces>({
    ...shared,
    // Our own tables: near and cheap, and what an admin has said must not wait.
    freshMs: 4 * SECOND,
    usableMs: 10 * SECOND,
    failedMs: SECOND,
    maxEntries: 20_000,
    load: staffPlaces,
  });
  const groups = createFreshCache<ReadonlySet<string>>({
    ...shared,
    freshMs: 5 * MINUTE,
    maxEntries: 20_000,
    load: (key) => loadMembers(key),
  });

  /** Named by an admin and deleted in Slack since. */
  const gone = new Set<string>();

  const loadMembers = async (key: string): Promise<ReadonlySet<string>> => {
    const { access, id } = accessOf(key);
    if (!id.startsWith("S")) return membersOfChannel(api, access, id);
    const members = await membersOfGroup(api, access, id);
    if (members === null) gone.add(key);
    else gone.delete(key);
    return members ?? new Set();
  };

  return {
    async of(workspaceKey: string, personKey: string, waitMs: number): Promise<Memberships | null> {
      const named = await places.get(workspaceKey, waitMs);
      if (named === null) return null;
      if (isNobody(named)) return IN_NOTHING;
      const isIn = async (id: string): Promise<boolean | null> => {
        const members = await groups.get(`${workspaceKey}/${id}`, waitMs);
        return members === null ? null : members.has(personKey);
      };
      const [inGroups, inAgents, inManagers] = await Promise.all(
        [named.groupKeys, named.agentChannelKeys, named.managerChannelKeys].map((ids) =>
          Promise.all(ids.map(isIn)),
        ),
      );
      const all = [inGroups ?? [], inAgents ?? [], inManagers ?? []];
      const isStaff = all.flat().includes(true);
      if (!isStaff && all.flat().includes(null)) return null;
      return {
        groupKeys: named.groupKeys.filter((_, at) => all[0]?.[at] === true),
        isInAgentsChannel: all[1]?.includes(true) ?? false,
        isInManagersChannel: all[2]?.includes(true) ?? false,
      };
    },
    /** Groups that are named and are no more. */
    goneGroups: (): readonly string[] => [...gone].map((key) => key.slice(key.indexOf("/") + 1)),
    forget(workspaceKey: string, id: string): void {
      groups.forget(`${workspaceKey}/${id}`);
      gone.delete(`${workspaceKey}/${id}`);
    },
  };
}

/** `null`: there is no such group. */
async function membersOfGroup(
  api: SlackApi,
  access: Access,
  usergroup: string,
): Promise<ReadonlySet<string> | null> {
  const { botToken: token, enterpriseKey, teamKey } = access;
  // In an organisation a group belongs to one workspace of it.
  const args = { usergroup, ...(enterpriseKey !== null && teamKey !== null && { team_id: teamKey }) };
  const outcome = await api({
    token,
    method: "usergroups.users.list",
    args,
    answer: groupSchema,
    deadlineMs: CALL_MS,
  });
  if (outcome.kind === "refused" && GROUP_GONE.has(outcome.code)) return null;
  if (outcome.kind !== "ok") throw new Error(outcome.kind);
  return new Set(outcome.body.users);
}

/** A public channel can be joined by anybody: its members are nobody in particular. */
async function membersOfChannel(
  api: SlackApi,
  access: Access,
  channel: string,
): Promise<ReadonlySet<string>> {
  const { botToken: token } = access;
  const info = await api({
    token,
    method: "conversations.info",
    args: { channel },
    answer: infoSchema,
    deadlineMs: CALL_MS,
  });
  if (info.kind !== "ok") throw new Error(info.kind);
  if (!info.body.channel.is_private) return new Set();
  const members = new Set<string>();
  let cursor = "";
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const outcome = await api({
      token,
      method: "conversations.members",
      args: { channel, limit: PAGE, ...(cursor !== "" && { cursor }) },
      answer: membersSchema,
      deadlineMs: CALL_MS,
    });
    if (outcome.kind !== "ok") throw new Error(outcome.kind);
    for (const member of outcome.body.members) members.add(member);
    cursor = outcome.body.response_metadata?.next_cursor ?? "";
    if (cursor === "") return members;
  }
  throw new Error("too many members");
}
