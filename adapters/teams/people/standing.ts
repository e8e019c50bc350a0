import type { ActorRef } from "../../../src/domain/inbound-event.ts";
import { STAFF_CHANNEL_GROUPS } from "../../../src/domain/role.ts";

type Standing = NonNullable<ActorRef["standing"]>;

/** A person as the roster of a conversation has it. */
export interface Member {
  readonly displayName: string;
  readonly entraKey: string | null;
  /** The person's own organisation. */
  readonly organisationKey: string | null;
  readonly isGuest: boolean;
}

/** The team's places somebody is in. `null`: could not be read. */
export interface Memberships {
  readonly groupKeys: readonly string[];
  readonly isInAgentsChannel: boolean;
  readonly isInManagersChannel: boolean;
}

/**
 * What a person is here, from all that was read. `undefined` when it is not sure: such a person is never analysed and
 * has a customer's rights. Pure.
 */
export function standingOf(
  organisationKey: string,
  member: Member | null,
  /** People who own the team that looks after the desk, by Entra key; `null`: could not be read. */
  owners: ReadonlySet<string> | null,
  memberships: Memberships | null,
): Standing | undefined {
  if (member === null) return undefined;
  const home = member.organisationKey;
  // By their own organisation: an owner or agent there is nobody here.
  if (home !== null && home !== organisationKey) return { isGuest: true, homeWorkspaceKey: home };
  if (member.isGuest) return { isGuest: true };
  if (owners === null || memberships === null) return undefined;
  const isOwner = member.entraKey !== null && owners.has(member.entraKey);
  return { ...(isOwner && { isWorkspaceAdmin: true }), groupKeys: groupsOf(memberships) };
}

function groupsOf({ groupKeys, isInAgentsChannel, isInManagersChannel }: Memberships): readonly string[] {
  return [
    ...groupKeys,
    ...(isInAgentsChannel ? [STAFF_CHANNEL_GROUPS.agents] : []),
    ...(isInManagersChannel ? [STAFF_CHANNEL_GROUPS.managers] : []),
  ];
}
