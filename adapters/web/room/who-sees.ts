import { isStaff } from "../../../src/domain/role.ts";
import type { PostRecord, RoomMember, RoomPlace } from "../../../src/ports/stores/web-room-store.ts";
import { DEFAULT_MEMBERS } from "./default-room.ts";

/** Staff channels exist for staff only; a direct channel for its one person, whatever anybody's role. */
export function maySeePlace(member: RoomMember, place: RoomPlace): boolean {
  if (place.kind === "direct") return place.personKey === member.personKey;
  return place.kind === "public" || isStaff(member.role);
}

export const maySeePost = (
  member: RoomMember,
  place: RoomPlace,
  post: Pick<PostRecord, "visibleToKey">,
): boolean =>
  maySeePlace(member, place) && (post.visibleToKey === null || post.visibleToKey === member.personKey);

/** What login says about whoever sent a request; on a loopback server without login, `open`. */
export type WebAccess =
  | { readonly kind: "open" }
  | {
      readonly kind: "person";
      readonly role: "customer" | "agent" | "manager" | "admin";
      /** The persona that is the account's own, if it has one. */
      readonly personKey: string | null;
    }
  | { readonly kind: "refused" };

const RANK = { customer: 0, agent: 1, manager: 2, admin: 3 } as const;

const SAMPLE_KEYS: ReadonlySet<string> = new Set(DEFAULT_MEMBERS.map((member) => member.personKey));

/** The account's name is this persona's, and it is no persona of the other side or of a higher rank. */
function isOwn(access: Extract<WebAccess, { kind: "person" }>, member: RoomMember): boolean {
  return (
    access.personKey === member.personKey &&
    isStaff(access.role) === isStaff(member.role) &&
    RANK[member.role] <= RANK[access.role]
  );
}

/** An account speaks as itself; an admin also as the sample people, for trying out. Nobody as a colleague or a real customer. */
export function mayTake(access: WebAccess, member: RoomMember): boolean {
  if (access.kind === "open") return true;
  if (access.kind === "refused") return false;
  return isOwn(access, member) || (access.role === "admin" && SAMPLE_KEYS.has(member.personKey));
}
