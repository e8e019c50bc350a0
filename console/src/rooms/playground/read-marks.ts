import { signal } from "@preact/signals";
import type { RoomPost } from "../../../../adapters/web/contract.ts";

export interface ReadMarks {
  isUnread(channelKey: string): boolean;
  /** A post became known. */
  see(post: RoomPost): void;
  /** The channel is on the screen: everything in it is read. */
  read(channelKey: string): void;
}

/** Unread dots of one persona: the newest post of others against the newest that was on the screen. */
export function createReadMarks(personaKey: string): ReadMarks {
  const name = `rapport.read.${personaKey}`;
  const read = signal<Readonly<Record<string, string>>>(stored(name));
  const newest = signal<Readonly<Record<string, string>>>({});
  let onScreen: string | null = null;

  const mark = (channelKey: string) => {
    const key = newest.value[channelKey];
    if (key === undefined || read.value[channelKey] === key) return;
    read.value = { ...read.value, [channelKey]: key };
    sessionStorage.setItem(name, JSON.stringify(read.value));
  };

  return {
    isUnread: (channelKey) => (newest.value[channelKey] ?? "") > (read.value[channelKey] ?? ""),
    see(post) {
      if (post.author.personKey === personaKey) return;
      if ((newest.value[post.channelKey] ?? "") < post.postKey) {
        newest.value = { ...newest.value, [post.channelKey]: post.postKey };
      }
      if (post.channelKey === onScreen && !document.hidden) mark(post.channelKey);
    },
    read(channelKey) {
      onScreen = channelKey;
      mark(channelKey);
    },
  };
}

function stored(name: string): Readonly<Record<string, string>> {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(name) ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, string>) : {};
  } catch {
    return {};
  }
}
