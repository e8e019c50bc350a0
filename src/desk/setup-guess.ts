import type { Channel, ChannelPurpose, Platform, WorkspaceKind } from "../domain/channel.ts";
import type { KeptSurvey } from "../domain/workspace-survey.ts";

/** By whole words of the name, the narrower purpose first: `support-team` is the agents' and `support` the customers'. */
const NAMES: readonly (readonly [ChannelPurpose, RegExp])[] = [
  ["managers", /\b(?:managers?|leads?|leadership|heads?|digests?|reports?|kpis?)\b/],
  [
    "agents",
    /\b(?:agents?|triage|escalations?|(?:support|cs|cx|help|success)[ -](?:team|staff|internal)|internal|staff)\b/,
  ],
  [
    "customers",
    /\b(?:help|support|questions?|q[ -]?a|ask|community|customers?|issues|bugs?|troubleshooting)\b/,
  ],
];

/** What a channel of that name is for, most likely; `null` when the name says nothing. Pure. */
export function guessPurpose(name: string): ChannelPurpose | null {
  const words = name.toLowerCase().replace(/[_/.]+/g, "-");
  return NAMES.find(([, pattern]) => pattern.test(words))?.[0] ?? null;
}

/**
 * Channels whose purpose nobody has set and whose name says that customers write there. They may be taken together;
 * where the team reads is taken one by one, since a public channel of such a name shows customers' words to everybody.
 */
export const guessCustomerChannels = (channels: readonly Channel[]): readonly Channel[] =>
  channels.filter(({ purpose, name }) => purpose === "other" && guessPurpose(name) === "customers");

const MOST_ENTERED = 5;

/** Channels of such a name that the bot is not in; so many at most go together. */
export const guessOpenChannels = ({ open }: KeptSurvey, channels: readonly Channel[]): KeptSurvey["open"] =>
  open
    .filter(({ channelKey }) => !channels.some((channel) => channel.channelKey === channelKey))
    .filter(({ name }) => guessPurpose(name) === "customers")
    .slice(0, MOST_ENTERED);

/** The first channel that looks like the agents', and like the managers', where there is none of that purpose yet. */
export function guessTeamChannels(
  channels: readonly Channel[],
): readonly { readonly channel: Channel; readonly purpose: "agents" | "managers" }[] {
  return (["agents", "managers"] as const).flatMap((purpose) => {
    if (channels.some((channel) => channel.purpose === purpose)) return [];
    const channel = channels.find((one) => one.purpose === "other" && guessPurpose(one.name) === purpose);
    return channel ? [{ channel, purpose }] : [];
  });
}

/** Discord servers and the browser chat are communities nearly always; elsewhere a channel for customers makes one. Pure. */
export function guessKind(platform: Platform, channels: readonly Pick<Channel, "name">[]): WorkspaceKind {
  if (platform === "discord" || platform === "web") return "community";
  const names = channels.map(({ name }) => name.toLowerCase());
  if (names.some((name) => /\b(?:it-help|helpdesk|help-desk|hr-help|it-support)\b/.test(name)))
    return "helpdesk";
  return names.some((name) => /\b(?:community|introductions|announcements|showcase)\b/.test(name))
    ? "community"
    : "company";
}
