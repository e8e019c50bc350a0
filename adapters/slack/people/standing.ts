import type { ActorRef } from "../../../src/domain/inbound-event.ts";
import { STAFF_CHANNEL_GROUPS } from "../../../src/domain/role.ts";

type Standing = NonNullable<ActorRef["standing"]>;

/** A person as `users.info` has it. */
export interface Profile {
  readonly displayName: string;
  readonly isBot: boolean;
  readonly teamKey: string | null;
  readonly enterpriseKey: string | null;
  /** Of the person's own workspace. */
  readonly isAdmin: boolean;
  /** Single- or multi-channel guest, or somebody from elsewhere. */
  readonly isGuest: boolean;
}

/** The team's groups and private channels somebody is in. `null`: could not be read. */
export interface Memberships {
  readonly groupKeys: readonly string[];
  readonly isInAgentsChannel: boolean;
  readonly isInManagersChannel: boolean;
}

export interface Home {
  readonly workspaceKey: string;
  readonly teamKey: string | null;
  readonly enterpriseKey: string | null;
}

/**
 * What a person is here, from all that was read. `undefined` when it is not sure: such a person is never analysed and
 * has a customer's rights. Pure.
 */
export function standingOf(
  home: Home,
  profile: Profile | null,
  /** The author's workspace, as the event said. */
  toldTeamKey: string | null,
  memberships: Memberships | null,
): Standing | undefined {
  const foreign = foreignTeamOf(home, profile, toldTeamKey);
  // By their own organisation: an admin there is nobody here, and what groups they are in does not count.
  if (foreign !== null) return { isGuest: true, homeWorkspaceKey: foreign };
  if (profile === null) return undefined;
  if (profile.isGuest) return { isGuest: true };
  if (profile.isAdmin)
    return { isWorkspaceAdmin: true, ...(memberships && { groupKeys: groupsOf(memberships) }) };
  return memberships === null ? undefined : { groupKeys: groupsOf(memberships) };
}

/** The other organisation somebody belongs to; `null` for one of ours, or when nothing says so. */
function foreignTeamOf(home: Home, profile: Profile | null, toldTeamKey: string | null): string | null {
  const isSameEnterprise =
    home.enterpriseKey !== null &&
    (profile?.enterpriseKey === home.enterpriseKey || toldTeamKey === home.enterpriseKey);
  if (isSameEnterprise) return null;
  const isOurs = (teamKey: string): boolean =>
    teamKey === home.teamKey || teamKey === home.workspaceKey || teamKey === home.enterpriseKey;
  for (const teamKey of [toldTeamKey, profile?.teamKey ?? null])
    if (teamKey !== null && !isOurs(teamKey)) return teamKey;
  return null;
}

function groupsOf({ groupKeys, isInAgentsChannel, isInManagersChannel }: Memberships): readonly string[] {
  return [
    ...groupKeys,
    ...(isInAgentsChannel ? [STAFF_CHANNEL_GROUPS.agents] : []),
    ...(isInManagersChannel ? [STAFF_CHANNEL_GROUPS.managers] : []),
  ];
}
