export const TEAMS_APP_ID = "0f8fad5b-d9cb-469f-a165-70867728950e";
export const TEAMS_ORGANISATION = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
export const teamsTeamKey = "19:bench-team@thread.tacv2";
export const teamsChannelKey = (channel: string): string => `19:${channel}@thread.tacv2`;

/** Where activities come from, and the token they come with; `null` for a bot that checks none. */
export interface TeamsSource {
  readonly serviceUrl: string;
  readonly authorization: string | null;
}

interface Said {
  readonly prefix: string;
  readonly index: number;
  readonly channel: string;
  readonly threadKey: string | null;
  readonly person: number;
  readonly text: string;
}

/** Teams names messages by the millisecond they were written at: a phase has a second for each message. */
export const teamsMessageKey = (prefix: string, index: number): string =>
  String(1_700_000_000_000 + hashOf(prefix) * 1_000_000 + index * 10);

/** A message of a channel as Bot Service sends it, about 1,200 bytes; and again, every other time under a new id. */
export function teamsActivity({ serviceUrl }: TeamsSource, said: Said): readonly [string, string] {
  const { prefix, index, channel, threadKey, person, text } = said;
  const id = teamsMessageKey(prefix, index);
  const channelId = teamsChannelKey(channel);
  const at = new Date(Number(id)).toISOString();
  const activity = {
    text,
    textFormat: "plain",
    attachments: [{ contentType: "text/html", content: `<p>${text}</p>` }],
    type: "message",
    timestamp: at,
    localTimestamp: at,
    id,
    channelId: "msteams",
    serviceUrl,
    from: { id: `29:bench-${person}`, name: `Person ${person}`, aadObjectId: `entra-${person}` },
    conversation: {
      isGroup: true,
      conversationType: "channel",
      tenantId: TEAMS_ORGANISATION,
      id: `${channelId};messageid=${threadKey ?? id}`,
    },
    recipient: { id: `28:${TEAMS_APP_ID}`, name: "Rapport" },
    entities: [
      { locale: "en-GB", country: "GB", platform: "Web", timezone: "Europe/London", type: "clientInfo" },
    ],
    channelData: {
      teamsChannelId: channelId,
      teamsTeamId: teamsTeamKey,
      channel: { id: channelId },
      team: { id: teamsTeamKey },
      tenant: { id: TEAMS_ORGANISATION },
    },
    locale: "en-GB",
    localTimezone: "Europe/London",
  };
  const again = index % 2 === 0 ? id : String(Number(id) + 1);
  return [JSON.stringify(activity), JSON.stringify({ ...activity, id: again })];
}

const hashOf = (prefix: string): number => {
  let hash = 0;
  for (const sign of prefix) hash = (hash * 31 + sign.charCodeAt(0)) % 100_000;
  return hash;
};
