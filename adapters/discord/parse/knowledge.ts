import type { ActorRef } from "../../../src/domain/inbound-event.ts";
import type { KnownGuild, KnownPlace } from "../places/guild-book.ts";

/** All that parsing needs beside the payload itself. Given whole, so that parsing stays pure. */
export interface Knowledge {
  /** Our own person. */
  readonly botKey: string;
  /** The server; of a direct channel, the one that the person and the bot share. */
  readonly workspaceKey: string;
  readonly guild: KnownGuild | null;
  place(placeKey: string): KnownPlace | null;
  isPrivate(place: KnownPlace): boolean;
  /** Left out: could not be read. */
  readonly standing?: ActorRef["standing"];
  /** By which a repeated delivery of the same packet is known, where the packet has no key of its own. */
  readonly packetKey: string;
}
