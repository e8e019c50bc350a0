import type { ActorRef } from "../../../src/domain/inbound-event.ts";

/** What Slack tells of a person elsewhere than in the event. */
export interface KnownPerson {
  readonly displayName: string;
  readonly isBot: boolean;
  /** Left out: could not be read. */
  readonly standing?: ActorRef["standing"];
}

export interface KnownChannel {
  readonly name: string;
  readonly isPrivate: boolean;
}

/** All that parsing needs beside the event itself. Given whole, so that parsing stays pure. */
export interface Knowledge {
  /** Our own person in that workspace. */
  readonly botKey: string | null;
  /** `https://acme.slack.com/`, for permalinks. */
  readonly workspaceUrl: string | null;
  person(personKey: string): KnownPerson | null;
  channel(channelKey: string): KnownChannel | null;
}

export const NOTHING_KNOWN: Knowledge = {
  botKey: null,
  workspaceUrl: null,
  person: () => null,
  channel: () => null,
};
