import { type Signal, signal } from "@preact/signals";
import type { PostAnswer, RoomEvent, RoomPost, RoomState } from "../../../../adapters/web/contract.ts";
import { asFault, type Fault } from "../../lib/api.ts";
import { isPassing } from "../../lib/load.ts";
import { createPostBook } from "./post-book.ts";
import type { Posts } from "./posts.ts";
import { createReadMarks, type ReadMarks } from "./read-marks.ts";
import { createRoomClient, newClientKey, type RoomClient } from "./room-client.ts";

type OpenedForm = Extract<RoomEvent, { type: "form-opened" }>;

/** What was typed and is on its way, or could not be sent. */
export interface Unsent {
  readonly clientKey: string;
  readonly channelKey: string;
  readonly threadKey: string | null;
  readonly text: string;
  readonly files: readonly File[];
  readonly fault: Fault | null;
}

/** The room as one persona sees it, live. */
export interface Room {
  readonly client: RoomClient;
  readonly state: Signal<RoomState | null>;
  readonly fault: Signal<Fault | null>;
  readonly connection: Signal<"connecting" | "live" | "lost">;
  readonly posts: Signal<Posts>;
  readonly hasOlder: Signal<ReadonlyMap<string, boolean>>;
  readonly unsent: Signal<readonly Unsent[]>;
  readonly form: Signal<OpenedForm | null>;
  /** Post whose text is being changed in this window. */
  readonly editing: Signal<string | null>;
  readonly marks: ReadMarks;
  /** Told about every live post, for those who look things up when something happens. */
  readonly lastEvent: Signal<RoomPost | null>;
  load(): Promise<void>;
  openChannel(channelKey: string): Promise<void>;
  loadOlder(channelKey: string): Promise<void>;
  openThread(channelKey: string, rootKey: string): Promise<void>;
  send(post: Omit<Unsent, "clientKey" | "fault">): Promise<void>;
  retry(unsent: Unsent): Promise<void>;
  forget(unsent: Unsent): void;
  /** Asks for something that answers with one post, and keeps that. */
  change(ask: () => Promise<PostAnswer>): Promise<PostAnswer>;
  leave(): void;
}

const RETRY_MS = 2_000;

export function createRoom(personaKey: string): Room {
  const client = createRoomClient(personaKey);
  const marks = createReadMarks(personaKey);
  const opened = new Set<string>();
  const openedThreads = new Map<string, string>();
  let stream: EventSource | null = null;
  let retryTimer: ReturnType<typeof setTimeout> | null = null;
  let loadTimer: ReturnType<typeof setTimeout> | null = null;
  let hasLeft = false;

  const book = createPostBook();

  const onEvent = (event: RoomEvent) => {
    switch (event.type) {
      case "post-added":
        book.hear(event.post);
        marks.see(event.post);
        room.lastEvent.value = event.post;
        break;
      case "post-changed":
        book.hear(event.post);
        room.lastEvent.value = event.post;
        break;
      case "channel-added":
        if (room.state.value) {
          const others = room.state.value.channels.filter((c) => c.channelKey !== event.channel.channelKey);
          room.state.value = { ...room.state.value, channels: [...others, event.channel] };
        }
        break;
      case "form-opened":
        room.form.value = event;
        break;
      case "reset":
        void reloadOpened();
        break;
    }
  };

  const reloadOpened = async () => {
    await room.load();
    for (const channelKey of opened) await fetchChannel(channelKey);
    for (const [rootKey, channelKey] of openedThreads) await room.openThread(channelKey, rootKey);
  };

  const connect = () => {
    if (hasLeft) return;
    stream?.close();
    stream = new EventSource(client.eventsUrl);
    stream.onopen = () => {
      const wasLost = room.connection.value === "lost";
      room.connection.value = "live";
      if (wasLost) void reloadOpened();
    };
    stream.onmessage = (message: MessageEvent<string>) => onEvent(JSON.parse(message.data) as RoomEvent);
    stream.onerror = () => {
      room.connection.value = "lost";
      if (stream?.readyState === EventSource.CLOSED) retryTimer = setTimeout(connect, RETRY_MS);
    };
  };

  const fetchPage = (channelKey: string, before: string | null) =>
    book.fetch(
      () => client.posts(channelKey, before),
      (page) => page.posts,
    );

  const fetchChannel = async (channelKey: string) => {
    try {
      const page = await fetchPage(channelKey, null);
      if (!opened.has(channelKey)) setOlder(channelKey, page.hasMore);
      opened.add(channelKey);
      room.fault.value = null;
    } catch (error) {
      room.fault.value = asFault(error);
    }
  };

  const setOlder = (channelKey: string, hasMore: boolean) => {
    room.hasOlder.value = new Map(room.hasOlder.value).set(channelKey, hasMore);
  };

  const deliver = async (unsent: Unsent) => {
    const { clientKey, channelKey, threadKey, text, files } = unsent;
    const drop = () => {
      room.unsent.value = room.unsent.value.filter((one) => one.clientKey !== clientKey);
    };
    try {
      if (isCommand(text, room.state.value?.commands ?? [])) {
        await client.useCommand({ clientKey, channelKey, threadKey, text });
      } else {
        const { post } = await room.change(() =>
          client.addPost({ clientKey, channelKey, threadKey, text }, files),
        );
        room.lastEvent.value = post;
      }
      drop();
    } catch (error) {
      const fault = asFault(error);
      room.unsent.value = room.unsent.value.map((one) =>
        one.clientKey === clientKey ? { ...one, fault } : one,
      );
    }
  };

  const room: Room = {
    client,
    marks,
    state: signal(null),
    fault: signal(null),
    connection: signal("connecting"),
    posts: book.posts,
    hasOlder: signal(new Map()),
    unsent: signal([]),
    form: signal(null),
    editing: signal(null),
    lastEvent: signal(null),
    change: (ask) => book.fetch(ask, ({ post }) => [post]),
    async load() {
      if (!stream) connect();
      if (loadTimer !== null) clearTimeout(loadTimer);
      try {
        const state = await client.room();
        room.state.value = state;
        room.fault.value = null;
        await Promise.all(state.channels.map((channel) => readNewest(room, channel.channelKey)));
      } catch (error) {
        const fault = asFault(error);
        room.fault.value = fault;
        if (isPassing(fault) && !hasLeft) loadTimer = setTimeout(() => void room.load(), RETRY_MS);
      }
    },
    openChannel: (channelKey) => (opened.has(channelKey) ? Promise.resolve() : fetchChannel(channelKey)),
    async loadOlder(channelKey) {
      const first = [...room.posts.value.values()]
        .filter((post) => post.channelKey === channelKey && post.threadKey === null)
        .reduce<string | null>((least, post) => (least && least < post.postKey ? least : post.postKey), null);
      const page = await fetchPage(channelKey, first);
      setOlder(channelKey, page.hasMore);
    },
    async openThread(channelKey, rootKey) {
      openedThreads.set(rootKey, channelKey);
      await book.fetch(
        () => client.thread(channelKey, rootKey),
        (page) => [page.root, ...page.posts],
      );
    },
    async send(post) {
      const unsent: Unsent = { ...post, clientKey: newClientKey(), fault: null };
      room.unsent.value = [...room.unsent.value, unsent];
      await deliver(unsent);
    },
    async retry(unsent) {
      room.unsent.value = room.unsent.value.map((one) =>
        one.clientKey === unsent.clientKey ? { ...one, fault: null } : one,
      );
      await deliver(unsent);
    },
    forget(unsent) {
      room.unsent.value = room.unsent.value.filter((one) => one.clientKey !== unsent.clientKey);
    },
    leave() {
      hasLeft = true;
      stream?.close();
      if (retryTimer !== null) clearTimeout(retryTimer);
      if (loadTimer !== null) clearTimeout(loadTimer);
    },
  };
  return room;
}

/** What is newest in a channel that was not opened yet: only for its unread dot. */
async function readNewest(room: Room, channelKey: string): Promise<void> {
  const page = await room.client.posts(channelKey, null, 1);
  const newest = page.posts.at(-1);
  if (newest) room.marks.see(newest);
}

export function isCommand(text: string, commands: readonly string[]): boolean {
  const first = /^\/(\S+)/.exec(text)?.[1];
  return first !== undefined && commands.includes(first);
}
