import type { RoomPost } from "../../../../adapters/web/contract.ts";
import { attempt } from "../../ui/toasts.tsx";
import type { Room } from "./room.ts";
import { newClientKey } from "./room-client.ts";

export const EMOJI: readonly (readonly [string, string])[] = [
  ["👍", "thumbs up"],
  ["👎", "thumbs down"],
  ["❤️", "heart"],
  ["🎉", "party"],
  ["😀", "smile"],
  ["😂", "laughing"],
  ["😕", "confused"],
  ["😢", "sad"],
  ["😡", "angry"],
  ["🙏", "thanks"],
  ["👀", "looking"],
  ["✅", "done"],
  ["❓", "question"],
  ["🔥", "fire"],
  ["🐛", "bug"],
  ["🚀", "rocket"],
];

/** Adds the reaction, or takes the reader's own one back. */
export async function toggleReaction(room: Room, post: RoomPost, emoji: string): Promise<void> {
  const mine = post.reactions.find((one) => one.emoji === emoji)?.personKeys.includes(room.client.personaKey);
  const change = { clientKey: newClientKey(), emoji, remove: mine ?? false };
  await attempt(() => room.change(() => room.client.react(post.postKey, change)));
}

export function Reactions({ post, room }: { readonly post: RoomPost; readonly room: Room }) {
  if (post.reactions.length === 0 || post.deletedAt) return null;
  const people = room.state.value?.people ?? [];
  const nameOf = (key: string) =>
    people.find((person) => person.personKey === key)?.displayName ??
    (key === room.client.personaKey ? "you" : key);
  return (
    <div class="reactions">
      {post.reactions.map(({ emoji, personKeys }) => (
        <button
          key={emoji}
          type="button"
          class="reaction"
          aria-pressed={personKeys.includes(room.client.personaKey)}
          title={personKeys.map(nameOf).join(", ")}
          aria-label={`${emoji} ${personKeys.length}, ${personKeys.map(nameOf).join(", ")}`}
          onClick={() => void toggleReaction(room, post, emoji)}
        >
          <span>{emoji}</span> {personKeys.length}
        </button>
      ))}
    </div>
  );
}
