import type { ActorRef } from "../../../src/domain/inbound-event.ts";
import { STAFF_CHANNEL_GROUPS } from "../../../src/domain/role.ts";
import type { GuildBook, KnownGuild, KnownPlace } from "./guild-book.ts";
import { may, PERMISSIONS, permissionsIn, permissionsOf } from "./permissions.ts";

type Standing = NonNullable<ActorRef["standing"]>;

/** Channels of a server whose readers are staff, as its admins named them. */
export interface StaffPlaces {
  readonly agentChannelKeys: readonly string[];
  readonly managerChannelKeys: readonly string[];
}

export const NO_STAFF_PLACES: StaffPlaces = { agentChannelKeys: [], managerChannelKeys: [] };

export interface StandingSources {
  readonly book: Pick<GuildBook, "place" | "isPrivate">;
  readonly guild: KnownGuild | null;
  /** `null`: could not be read. */
  readonly staffPlaces: StaffPlaces | null;
}

/**
 * What a person is in a server, by their roles there. `undefined` when it is not sure: such a person is never analysed and has
 * a customer's rights. `roleKeys` is `null` where they could not be read. Pure.
 */
export function standingOf(
  { book, guild, staffPlaces }: StandingSources,
  personKey: string,
  roleKeys: readonly string[] | null,
): Standing | undefined {
  if (guild === null || roleKeys === null) return undefined;
  const isWorkspaceAdmin = may(permissionsOf(guild, personKey, roleKeys), PERMISSIONS.administrator);
  if (staffPlaces === null) return isWorkspaceAdmin ? { isWorkspaceAdmin, groupKeys: roleKeys } : undefined;
  const isIn = (channelKeys: readonly string[]): boolean =>
    channelKeys.some((key) => {
      const place = book.place(key);
      return place !== null && isStaffRoom(guild, place, book, personKey, roleKeys);
    });
  const groupKeys = [
    ...roleKeys,
    ...(isIn(staffPlaces.agentChannelKeys) ? [STAFF_CHANNEL_GROUPS.agents] : []),
    ...(isIn(staffPlaces.managerChannelKeys) ? [STAFF_CHANNEL_GROUPS.managers] : []),
  ];
  return isWorkspaceAdmin ? { isWorkspaceAdmin, groupKeys } : { groupKeys };
}

/** A channel that everybody sees makes nobody staff; of a private one, those who may read and write in it. */
const isStaffRoom = (
  guild: KnownGuild,
  place: KnownPlace,
  book: StandingSources["book"],
  personKey: string,
  roleKeys: readonly string[],
): boolean =>
  place.guildKey === guild.key &&
  book.isPrivate(place) &&
  may(
    permissionsIn(guild, place.overwrites, personKey, roleKeys),
    PERMISSIONS.viewChannel,
    PERMISSIONS.sendMessages,
  );
