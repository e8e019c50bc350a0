import { APP_ID, APP_PASSWORD, botServiceKeys } from "../../adapters/teams/bot-service.ts";
import {
  BOT,
  type FakePost,
  type FakeTeams,
  ORGANISATION,
  startFakeTeams,
  TEAM,
} from "../../adapters/teams/fake-teams.ts";
import { wordsOf } from "../../adapters/teams/read-card.ts";
import type { JournalEntry } from "./journal.ts";
import type { OpenPlatform } from "./platform-under-test.ts";
import type { DeskTruth } from "./read-truth.ts";
import type { TestEvent } from "./test-events.ts";

/** Teams lets a bot say about two things a second in one conversation: with one alone most of a run would be waiting. */
const HELP = Array.from({ length: 20 }, (_, n) => `19:help-${n}@thread.tacv2`);
const AGENTS = "19:agents@thread.tacv2";
const AGENT = { id: "29:agent", name: "agent", aadObjectId: "entra-agent" };
const HELLO = "Good morning, everybody.";
/** Teams sends again what was not answered in 15 s; here sixty times faster. */
const RESEND_AFTER_MS = [250, 1_000, 5_000, 15_000, 30_000];
const SEND_MS = 10_000;

/** An organisation whose team has the bot, with its Bot Service and Bot Connector; it outlives every desk. */
export interface TeamsOrganisation {
  readonly teams: FakeTeams;
  readonly environment: Readonly<Record<string, string>>;
  /** An activity of the event, with the frame that Teams puts around it, by somebody of that name. */
  activityOf(event: TestEvent, said: Said, name?: string): object;
  /** One try, a text as it is; `null` when nobody answered. */
  post(address: string, activity: object | string, authorization?: string | null): Promise<Answered | null>;
  /** An agent writes in the channel for agents: before that the desk may not write there. `false`: not taken. */
  introduce(address: string): Promise<boolean>;
}

export interface Said {
  /** Under which id it is told. */
  readonly id: string;
  /** The message's own id, which its thread is named by. */
  readonly key: string;
  readonly at: string;
}

export interface Answered {
  readonly status: number;
  readonly body: string;
  readonly tookMs: number;
}

export async function startOrganisation(): Promise<TeamsOrganisation> {
  const teams = await startFakeTeams();
  teams.channels.push({ id: TEAM, type: "standard" });
  for (const id of HELP) teams.channels.push({ id, name: id.slice(3, id.indexOf("@")), type: "standard" });
  teams.channels.push({ id: AGENTS, name: "agents", type: "private" });
  // Everybody else is a customer.
  teams.members.set(AGENT.id, AGENT);
  teams.privateMembers.set(AGENTS, new Set([AGENT.id]));
  const { serviceUrl } = teams;
  const token = await (await botServiceKeys()).sign({ serviceUrl });
  const frame = (channelKey: string, conversationId: string) => ({
    channelId: "msteams",
    serviceUrl,
    recipient: { id: BOT, name: "Rapport" },
    conversation: {
      id: conversationId,
      conversationType: "channel",
      isGroup: true,
      tenantId: ORGANISATION,
    },
    channelData: { tenant: { id: ORGANISATION }, team: { id: TEAM }, channel: { id: channelKey } },
  });
  const post: TeamsOrganisation["post"] = async (address, activity, authorization = `Bearer ${token}`) => {
    const beganAt = performance.now();
    try {
      const response = await fetch(`${address}/api/messages`, {
        method: "POST",
        headers: { "content-type": "application/json", ...(authorization !== null && { authorization }) },
        body: typeof activity === "string" ? activity : JSON.stringify(activity),
        signal: AbortSignal.timeout(SEND_MS),
      });
      const body = await response.text();
      return { status: response.status, body, tookMs: performance.now() - beganAt };
    } catch {
      return null;
    }
  };
  return {
    teams,
    post,
    environment: {
      MICROSOFT_APP_ID: APP_ID,
      MICROSOFT_APP_PASSWORD: APP_PASSWORD,
      MICROSOFT_APP_TENANT_ID: ORGANISATION,
      MICROSOFT_LOGIN_URL: teams.loginUrl,
      MICROSOFT_OPENID_URL: teams.openIdUrl,
      TEAMS_WORKSPACE_KIND: "community",
      TEAMS_CUSTOMER_CHANNELS: HELP.map((id) => `${id}=mention`).join(","),
      TEAMS_AGENT_CHANNELS: AGENTS,
    },
    activityOf(event, { id, key, at }, name = event.personKey) {
      const person = { ...personOf(event), name };
      teams.members.set(person.id, person);
      const channelKey = channelOf(event);
      return {
        ...frame(channelKey, `${channelKey};messageid=${key}`),
        type: "message",
        id,
        timestamp: at,
        localTimestamp: at,
        from: person,
        text: `<at>Rapport</at> ${event.text}`,
        textFormat: "plain",
        entities: [{ type: "mention", text: "<at>Rapport</at>", mentioned: { id: BOT, name: "Rapport" } }],
      };
    },
    async introduce(address) {
      const at = new Date().toISOString();
      const { messageKey } = teams.say({ channelKey: AGENTS, threadKey: null, user: AGENT.id, text: HELLO });
      const answer = await post(address, {
        ...frame(AGENTS, `${AGENTS};messageid=${messageKey}`),
        type: "message",
        id: messageKey,
        timestamp: at,
        localTimestamp: at,
        from: AGENT,
        text: HELLO,
        textFormat: "plain",
      });
      return answer !== null && answer.status === 200;
    },
  };
}

const numberOf = ({ token }: TestEvent): number => Number(token.slice("RIG".length));
export const channelOf = (event: TestEvent): string => HELP[numberOf(event) % HELP.length] ?? "";
const personOf = ({ personKey }: TestEvent) => ({
  id: `29:${personKey}`,
  name: personKey,
  aadObjectId: `entra-${personKey}`,
});

/** A person writes: the message stands in its channel before the desk is told. */
export function say({ teams }: TeamsOrganisation, event: TestEvent): Said {
  const { messageKey } = teams.say({
    channelKey: channelOf(event),
    threadKey: null,
    user: personOf(event).id,
    text: event.text,
  });
  return { id: messageKey, key: messageKey, at: new Date().toISOString() };
}

/** Microsoft Teams by the product's own adapter: Bot Service and Bot Connector are ours, and outlive every desk. */
export const openTeams: OpenPlatform = async () => {
  const organisation = await startOrganisation();
  const { teams, environment } = organisation;
  const said = new Map<string, { readonly first: Said; tries: number }>();
  let introducing: Promise<boolean> | null = null;

  /** Once, whatever becomes of the desk afterwards. */
  const introduced = async (address: string): Promise<boolean> => {
    introducing ??= organisation.introduce(address);
    const isDone = await introducing;
    if (!isDone) introducing = null;
    return isDone;
  };

  return {
    name: "teams",
    program: "product",
    environment,
    mayBeUncertain: true,
    resendAfterMs: RESEND_AFTER_MS,
    async send(event, address) {
      const known = said.get(event.token) ?? { first: say(organisation, event), tries: 0 };
      said.set(event.token, known);
      if (!(await introduced(address))) return false;
      known.tries += 1;
      // Sometimes it comes again under another id, as Teams does.
      const id = known.tries % 3 === 0 ? teams.nextKey() : known.first.id;
      const answer = await organisation.post(address, organisation.activityOf(event, { ...known.first, id }));
      return answer !== null && answer.status === 200;
    },
    posts: () => postsOf(teams),
    close: () => teams.close(),
  };
};

/** The same before the rig's desk, which dies where it is told to. */
export const openTeamsRig: OpenPlatform = async (journal) => ({
  ...(await openTeams(journal)),
  program: "rig",
});

/** Without the agent's greeting, which may have come before it was known whose it is. */
export const ofEvents = ({ messages }: DeskTruth): DeskTruth["messages"] =>
  messages.filter(({ token }) => token !== "");

/** What people can see of the bot. */
export const postsOf = ({ posts }: FakeTeams): readonly Extract<JournalEntry, { kind: "posted" }>[] =>
  posts.filter(({ user, isDeleted }) => user === BOT && !isDeleted).map(postedOf);

const postedOf = (one: FakePost): Extract<JournalEntry, { kind: "posted" }> => ({
  kind: "posted",
  postKey: one.messageKey,
  copyKey: one.messageKey,
  channelKey: one.channelKey === AGENTS ? "agents" : one.channelKey,
  threadKey: one.threadKey,
  text: wordsOf(one),
});
