import { SECOND } from "../../../src/domain/time.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import type { RoomMember, RoomPlace, WebRoomStore } from "../../../src/ports/stores/web-room-store.ts";
import { directChannelKey } from "../thread-key.ts";

/** Who and what is in the room, held in memory: few, and asked for with every request. */
export interface Directory {
  load(): Promise<void>;
  member(personKey: string): Promise<RoomMember | null>;
  place(channelKey: string): Promise<RoomPlace | null>;
  members(): readonly RoomMember[];
  places(): readonly RoomPlace[];
  putMembers(members: readonly RoomMember[]): Promise<void>;
  putPlaces(places: readonly RoomPlace[]): Promise<void>;
  /** The person's channel with the bot; made when it is missing. */
  directPlace(
    member: RoomMember,
    name: string,
  ): Promise<{ readonly place: RoomPlace; readonly isNew: boolean }>;
}

type DirectoryStore = Pick<WebRoomStore, "members" | "places" | "putMembers" | "putPlaces">;

/** Another process may have added somebody: looked for again at most this often, whatever is asked for. */
const RELOAD_AFTER_MS = 1 * SECOND;

/** People and channels that the room was opened with come first, in their order; the rest follows by name. */
export interface DirectoryOrder {
  readonly personKeys: readonly string[];
  readonly channelKeys: readonly string[];
}

/** By key, in the order of the list and then as they came. */
function byKey<T>(items: readonly T[], keyOf: (item: T) => string, first: readonly string[]): Map<string, T> {
  const rank = (item: T): number => {
    const at = first.indexOf(keyOf(item));
    return at === -1 ? first.length : at;
  };
  return new Map(items.toSorted((a, b) => rank(a) - rank(b)).map((item) => [keyOf(item), item]));
}

export function createDirectory(store: DirectoryStore, clock: Clock, order: DirectoryOrder): Directory {
  let members = new Map<string, RoomMember>();
  let places = new Map<string, RoomPlace>();
  let loadedAtMs = Number.NEGATIVE_INFINITY;
  let loading: Promise<void> | null = null;

  async function load(): Promise<void> {
    const [people, channels] = await Promise.all([store.members(), store.places()]);
    loadedAtMs = clock.now().getTime();
    members = byKey(people, (member) => member.personKey, order.personKeys);
    places = byKey(channels, (place) => place.channelKey, order.channelKeys);
  }

  async function find<T>(look: () => T | undefined): Promise<T | null> {
    const found = look();
    if (found !== undefined) return found;
    // Who asks while the answer is on its way waits for it: nobody is unknown because the database is slow.
    if (loading === null && clock.now().getTime() - loadedAtMs < RELOAD_AFTER_MS) return null;
    loading ??= load().finally(() => {
      loading = null;
    });
    await loading;
    return look() ?? null;
  }

  return {
    load,
    member: (personKey) => find(() => members.get(personKey)),
    place: (channelKey) => find(() => places.get(channelKey)),
    members: () => [...members.values()],
    places: () => [...places.values()],
    async putMembers(added) {
      await store.putMembers(added);
      await load();
    },
    async putPlaces(added) {
      await store.putPlaces(added);
      await load();
    },
    async directPlace(member, name) {
      const channelKey = directChannelKey(member.personKey);
      const known = places.get(channelKey);
      if (known) return { place: known, isNew: false };
      const place: RoomPlace = { channelKey, name, kind: "direct", personKey: member.personKey };
      await store.putPlaces([place]);
      places.set(channelKey, place);
      return { place, isNew: true };
    },
  };
}
