import { APP_ID, APP_PASSWORD, botServiceKeys } from "../../adapters/teams/bot-service.ts";
import { BOT, ORGANISATION, startFakeTeams, TEAM } from "../../adapters/teams/fake-teams.ts";
import { wordsOf } from "../../adapters/teams/read-card.ts";
import type { OpenPlatform } from "./platform-under-test.ts";

const CHANNEL = "19:help@thread.tacv2";
/** Teams sends again what was not answered in 15 s; here sixty times faster. */
const RESEND_AFTER_MS = [250, 1_000, 5_000, 15_000, 30_000];
const SEND_MS = 3_000;

/** Microsoft Teams by the product's own adapter: Bot Service and Bot Connector are ours, and outlive every desk. */
export const openTeams: OpenPlatform = async () => {
  const teams = await startFakeTeams();
  teams.channels.push({ id: TEAM, type: "standard" }, { id: CHANNEL, name: "help", type: "standard" });
  const { serviceUrl } = teams;
  const token = await (await botServiceKeys()).sign({ serviceUrl });
  /** When a message was written, and under which ids it was told. */
  const written = new Map<string, { readonly at: string; readonly key: string; tries: number }>();

  return {
    name: "teams",
    program: "product",
    environment: {
      MICROSOFT_APP_ID: APP_ID,
      MICROSOFT_APP_PASSWORD: APP_PASSWORD,
      MICROSOFT_APP_TENANT_ID: ORGANISATION,
      MICROSOFT_LOGIN_URL: teams.loginUrl,
      MICROSOFT_OPENID_URL: teams.openIdUrl,
      TEAMS_WORKSPACE_KIND: "community",
      TEAMS_CUSTOMER_CHANNELS: "help=mention",
    },
    mayBeUncertain: true,
    resendAfterMs: RESEND_AFTER_MS,
    async send({ token: name, personKey, text }, address) {
      const id = `29:${personKey}`;
      teams.members.set(id, { id, name: personKey, aadObjectId: `entra-${personKey}` });
      const first = { at: new Date().toISOString(), key: "", tries: 0 };
      const known = written.get(name) ?? {
        ...first,
        key: teams.say({ channelKey: CHANNEL, threadKey: null, user: id, text }).messageKey,
      };
      written.set(name, known);
      known.tries += 1;
      // Sometimes it comes again under another id, as Teams does.
      const told = known.tries % 3 === 0 ? teams.nextKey() : known.key;
      return post(`${address}/api/messages`, token, {
        type: "message",
        channelId: "msteams",
        serviceUrl,
        id: told,
        timestamp: known.at,
        localTimestamp: known.at,
        from: { id, name: personKey, aadObjectId: `entra-${personKey}` },
        recipient: { id: BOT, name: "Rapport" },
        conversation: {
          id: `${CHANNEL};messageid=${known.key}`,
          conversationType: "channel",
          isGroup: true,
          tenantId: ORGANISATION,
        },
        channelData: { tenant: { id: ORGANISATION }, team: { id: TEAM }, channel: { id: CHANNEL } },
        text: `<at>Rapport</at> ${text}`,
        textFormat: "plain",
        entities: [{ type: "mention", text: "<at>Rapport</at>", mentioned: { id: BOT, name: "Rapport" } }],
      });
    },
    posts: () =>
      teams.posts
        .filter(({ user, isDeleted }) => user === BOT && !isDeleted)
        .map((one) => ({
          kind: "posted",
          postKey: one.messageKey,
          copyKey: one.messageKey,
          channelKey: one.channelKey,
          threadKey: one.threadKey,
          text: wordsOf(one),
        })),
    close: () => teams.close(),
  };
};

async function post(url: string, token: string, activity: object): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify(activity),
      signal: AbortSignal.timeout(SEND_MS),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
