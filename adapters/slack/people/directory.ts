import { z } from "zod";
import { createFreshCache } from "../../../src/adapter-kit/fresh-cache.ts";
import { MINUTE, SECOND } from "../../../src/domain/time.ts";
import type { SlackApi } from "../api.ts";
import type { Access } from "../install/access.ts";
import type { SlackFact } from "../parse/facts.ts";
import type { Knowledge, KnownChannel, KnownPerson } from "../parse/knowledge.ts";
import { keysIn } from "../parse/mrkdwn.ts";
import { createMemberships, type StaffPlaces } from "./memberships.ts";
import { pauseWhenLimited } from "./pause-when-limited.ts";
import { type Profile, standingOf } from "./standing.ts";

export interface DirectoryOptions {
  readonly api: SlackApi;
  readonly staffPlaces: (workspaceKey: string) => Promise<StaffPlaces>;
  /** Monotonic. */
  readonly nowMs: () => number;
}

/** Who people are and what channels are called, remembered and kept fresh. */
export interface Directory {
  /** All that a fact needs, within `LOOK_UP_MS`; what cannot be had by then is left unknown. */
  knowledgeFor(fact: SlackFact, access: Access): Promise<Knowledge>;
  /** Somebody changed, joined or left. */
  forgetPerson(workspaceKey: string, personKey: string): void;
  forgetChannel(workspaceKey: string, channelKey: string): void;
  forgetGroup(workspaceKey: string, groupKey: string): void;
  /** Groups that an admin named as staff and that Slack has no more, of all workspaces. */
  goneGroups(): readonly string[];
}

/** Slack waits 3 s in all, and the commit needs its part. */
const LOOK_UP_MS = 1_200;
const CALL_MS = 5 * SECOND;
/** Names in one message that are looked up; the rest keep their keys. */
const MOST_NAMES = 10;

const profileSchema = z.object({
  user: z.object({
    team_id: z.string().nullish(),
    name: z.string().nullish(),
    real_name: z.string().nullish(),
    deleted: z.boolean().nullish(),
    is_bot: z.boolean().nullish(),
    is_admin: z.boolean().nullish(),
    is_owner: z.boolean().nullish(),
    is_primary_owner: z.boolean().nullish(),
    is_restricted: z.boolean().nullish(),
    is_ultra_restricted: z.boolean().nullish(),
    is_stranger: z.boolean().nullish(),
    enterprise_user: z.object({ enterprise_id: z.string().nullish() }).nullish(),
    profile: z.object({ display_name: z.string().nullish(), real_name: z.string().nullish() }).nullish(),
  }),
});
const channelSchema = z.object({
  channel: z.object({
    name: z.string().nullish(),
    is_private: z.boolean().nullish(),
    is_im: z.boolean().nullish(),
    is_mpim: z.boolean().nullish(),
  }),
});

export function createDirectory(options: DirectoryOptions): Directory {
  const { staffPlaces, nowMs } = options;
  const api = pauseWhenLimited(options.api, nowMs);
  /** The newest way in, for readings that go on behind an answer. */
  const accesses = new Map<string, Access>();
  const accessOf = (key: string): { readonly access: Access; readonly id: string } => {
    const [workspaceKey = "", id = ""] = key.split("/");
    const access = accesses.get(workspaceKey);
    if (access === undefined) throw new Error("no way in");
    return { access, id };
  };
  const shared = { usableMs: 60 * MINUTE, failedMs: 5 * SECOND, nowMs };
  const profiles = createFreshCache<Profile>({
    ...shared,
    freshMs: 15 * MINUTE,
    maxEntries: 50_000,
    async load(key) {
      const { access, id } = accessOf(key);
      const args = { user: id };
      const { botToken: token } = access;
      const outcome = await api({
        token,
        method: "users.info",
        args,
        answer: profileSchema,
        deadlineMs: CALL_MS,
      });
      if (outcome.kind !== "ok") throw new Error(outcome.kind);
      return profileOf(outcome.body.user);
    },
  });
  const channels = createFreshCache<KnownChannel>({
    ...shared,
    freshMs: 30 * MINUTE,
    maxEntries: 20_000,
    async load(key) {
      const { access, id } = accessOf(key);
      const args = { channel: id };
      const { botToken: token } = access;
      const outcome = await api({
        token,
        method: "conversations.info",
        args,
        answer: channelSchema,
        deadlineMs: CALL_MS,
      });
      if (outcome.kind !== "ok") throw new Error(outcome.kind);
      const { name, is_private, is_im, is_mpim } = outcome.body.channel;
      return { name: name ?? "", isPrivate: Boolean(is_private || is_im || is_mpim) };
    },
  });
  const memberships = createMemberships({ api, accessOf, staffPlaces, shared });

  return {
    async knowledgeFor(fact, access) {
      const { workspaceKey } = access;
      accesses.set(workspaceKey, access);
      const key = (id: string): string => `${workspaceKey}/${id}`;
      const named = fact.mrkdwn.map(keysIn);
      const personKeys = new Set(named.flatMap((found) => found.personKeys).slice(0, MOST_NAMES));
      const channelKeys = new Set(named.flatMap((found) => found.channelKeys).slice(0, MOST_NAMES));
      if (fact.channelKind !== "direct") channelKeys.add(fact.channelKey);
      personKeys.delete(access.botKey);
      const [profile, belongs] = await Promise.all([
        profiles.get(key(fact.authorKey), LOOK_UP_MS),
        memberships.of(workspaceKey, fact.authorKey, LOOK_UP_MS),
        ...[...personKeys].map((id) => profiles.get(key(id), LOOK_UP_MS)),
        ...[...channelKeys].map((id) => channels.get(key(id), LOOK_UP_MS)),
      ]);
      const author: KnownPerson | null = toPerson(fact, access, profile, belongs);
      return {
        botKey: access.botKey,
        workspaceUrl: access.workspaceUrl,
        person: (id) => (id === fact.authorKey ? author : profiles.peek(key(id))),
        channel: (id) => channels.peek(key(id)),
      };
    },
    forgetPerson: (workspaceKey, personKey) => profiles.forget(`${workspaceKey}/${personKey}`),
    forgetChannel(workspaceKey, channelKey) {
      channels.forget(`${workspaceKey}/${channelKey}`);
      memberships.forget(workspaceKey, channelKey);
    },
    goneGroups: () => memberships.goneGroups(),
    forgetGroup: (workspaceKey, groupKey) => memberships.forget(workspaceKey, groupKey),
  };
}

function toPerson(
  fact: SlackFact,
  access: Access,
  profile: Profile | null,
  belongs: Parameters<typeof standingOf>[3],
): KnownPerson | null {
  const standing = standingOf(access, profile, fact.authorTeamKey, belongs);
  if (profile === null && standing === undefined) return null;
  return {
    displayName: profile?.displayName ?? fact.authorName ?? fact.authorKey,
    isBot: profile?.isBot ?? false,
    ...(standing && { standing }),
  };
}

function profileOf(user: z.infer<typeof profileSchema>["user"]): Profile {
  const { profile } = user;
  return {
    displayName: profile?.display_name || profile?.real_name || user.real_name || user.name || "",
    isBot: user.is_bot ?? false,
    teamKey: user.team_id ?? null,
    enterpriseKey: user.enterprise_user?.enterprise_id ?? null,
    isAdmin: !user.deleted && Boolean(user.is_admin || user.is_owner || user.is_primary_owner),
    isGuest: Boolean(user.deleted || user.is_restricted || user.is_ultra_restricted || user.is_stranger),
  };
}
