import { randomBytes } from "node:crypto";
import { errorCode } from "../../../src/domain/errors.ts";
import { HOUR, SECOND } from "../../../src/domain/time.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import type {
  RoomFiles,
  RoomMember,
  RoomNotice,
  RoomPlace,
  WebRoomStore,
} from "../../../src/ports/stores/web-room-store.ts";
import { BOT_NAME } from "../contract.ts";
import { permalinkOf } from "../thread-key.ts";
import { type BotHand, createBotHand } from "./bot-hand.ts";
import { createRoomCore, type RoomCore } from "./core.ts";
import { DEFAULT_MEMBERS, DEFAULT_PLACES } from "./default-room.ts";
import { createDirectory } from "./directory.ts";
import { createRoomFeed } from "./feed.ts";
import { createPeopleHand, type PeopleHand } from "./people-hand.ts";
import { createFactTeller, type FactListener } from "./tell.ts";
import { tellPost } from "./tell-post.ts";

/** How far back the desk is told again at start what it may have missed; it knows most of it and says so cheaply. */
const RETELL_MS = 1 * HOUR;
const RETELL_POSTS = 500;
const TICK_MS = 15 * SECOND;

export const DEFAULT_COMMANDS = ["rapport", "history", "stats"] as const;
/** An entry of a post's own menu: a command about that post, its words following the argument. */
export interface Shortcut {
  readonly shortcut: string;
  readonly label: string;
  readonly command: string;
  readonly argument: string;
}

export const DEFAULT_SHORTCUTS: readonly Shortcut[] = [
  { shortcut: "ask", label: "Ask Rapport about this", command: "rapport", argument: "ask" },
  { shortcut: "ticket", label: "Open a ticket about this", command: "rapport", argument: "ticket" },
];

export interface WebRoomOptions {
  readonly workspaceKey: string;
  readonly store: WebRoomStore;
  readonly files: RoomFiles;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Address of the server as others reach it, for permalinks; empty for links within the console. */
  readonly publicUrl?: string;
  /** Seals opened forms; shared by processes that serve one room. By default made at start. */
  readonly secret?: Buffer;
  readonly members?: readonly RoomMember[];
  readonly places?: readonly RoomPlace[];
  readonly commands?: readonly string[];
  readonly shortcuts?: readonly Shortcut[];
}

/** What Slack's servers are for Slack: it keeps people, channels and posts, shows them live, and tells the desk. */
export interface WebRoom {
  readonly workspaceKey: string;
  readonly core: RoomCore;
  readonly people: PeopleHand;
  readonly bot: BotHand;
  readonly commands: readonly string[];
  readonly shortcuts: readonly Shortcut[];
  permalinkOf(post: { readonly channelKey: string; readonly postKey: string }): string;
  /** Opens the room; facts go to the listener from now on. */
  open(listener: FactListener): Promise<void>;
  /** Adds people, for example those of sample data, each with a direct channel. */
  addMembers(members: readonly RoomMember[]): Promise<void>;
  close(): Promise<void>;
}

export function createWebRoom(options: WebRoomOptions): WebRoom {
  const { workspaceKey, store, files, clock, logger } = options;
  const publicUrl = options.publicUrl ?? "";
  const secret = options.secret ?? randomBytes(32);
  const commands = options.commands ?? DEFAULT_COMMANDS;
  const shortcuts = options.shortcuts ?? DEFAULT_SHORTCUTS;
  const members = options.members ?? DEFAULT_MEMBERS;
  const places = options.places ?? DEFAULT_PLACES;
  const directory = createDirectory(store, clock, {
    personKeys: members.map((member) => member.personKey),
    channelKeys: places.map((place) => place.channelKey),
  });
  const feed = createRoomFeed();
  const core = createRoomCore({ workspaceKey, publicUrl, clock, store, files, directory, feed });
  const teller = createFactTeller(logger);
  let timer: NodeJS.Timeout | null = null;
  let stopHearing: (() => Promise<void>) | null = null;

  async function addMembers(members: readonly RoomMember[]): Promise<void> {
    await directory.putMembers(members);
    for (const member of members) await directory.directPlace(member, BOT_NAME);
  }

  async function retell(): Promise<void> {
    const since = new Date(clock.now().getTime() - RETELL_MS);
    for (const post of await store.listPostsOfPeople(since, RETELL_POSTS)) {
      const member = await directory.member(post.authorKey);
      const place = await directory.place(post.channelKey);
      if (member && place) await tellPost(core, teller, publicUrl, post, member, place);
    }
  }

  return {
    workspaceKey,
    core,
    people: createPeopleHand(core, teller, { secret, publicUrl, commands, shortcuts }),
    bot: createBotHand(core, secret),
    commands,
    shortcuts,
    addMembers,
    permalinkOf: (post) => permalinkOf(publicUrl, post.channelKey, post.postKey),

    async open(listener) {
      teller.connect(listener);
      await directory.putPlaces(
        places.map(({ channelKey, name, kind, personKey }) => ({ channelKey, name, kind, personKey })),
      );
      await addMembers(members);
      // One after another: a look-up of the first must not let the second overtake it.
      let relayed: Promise<void> = Promise.resolve();
      const relay = (notice: RoomNotice): void => {
        relayed = relayed
          .then(() => core.relay(notice))
          .catch((error: unknown) => {
            logger.warn({ code: errorCode(error) }, "a change of another process could not be shown");
          });
      };
      const loadAgain = (): void => feed.publish({ type: "reset" }, () => true);
      stopHearing = await store.onAnnounced(relay, loadAgain);
      timer = setInterval(() => {
        void teller.tellOwed();
      }, TICK_MS);
      timer.unref();
      await retell().catch((error: unknown) => {
        logger.warn({ code: errorCode(error) }, "the desk could not be told what it may have missed");
      });
    },

    async close() {
      if (timer) clearInterval(timer);
      timer = null;
      await stopHearing?.();
      stopHearing = null;
      feed.endAll();
    },
  };
}
