import type { App } from "@slack/bolt";
import { shortenText } from "../../../src/domain/chat-text.ts";
import type { HomeProvider } from "../../../src/ports/home.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import { faultName } from "../errors.ts";
import type { SlackFact } from "../parse/facts.ts";
import { cleanWords } from "../render/words.ts";
import { anyAnswer, type LineTools, openLine } from "../speak/line.ts";
import type { SlackHome } from "./home.ts";

/** Where nothing is known yet of what the documents say. */
const FIRST_PROMPTS = [
  { title: "What can you help with?", message: "What can you help me with?" },
  { title: "Ask the team", message: "I would like to talk to a human." },
] as const;
const PROMPT_LENGTH = 75;
const TITLE_LENGTH = 80;

export interface Assistant {
  /** Somebody opened the pane. */
  greet(at: {
    readonly workspaceKey: string;
    readonly channel: string;
    readonly threadTs: string;
  }): Promise<void>;
  /** Somebody asked there: the pane says that it is being read, and is named after the question. Never rejects. */
  noteAsked(fact: SlackFact): Promise<void>;
}

export interface AssistantOptions extends LineTools {
  readonly provider: HomeProvider;
  readonly logger: Logger;
}

/** Slack's assistant pane: questions to begin with, a status while one is read, a title. */
export function createAssistant(options: AssistantOptions): Assistant {
  const { provider, logger, book } = options;
  const quietly = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      logger.warn({ code: faultName(error) }, "Slack's assistant pane could not be changed");
    }
  };

  return {
    greet: ({ workspaceKey, channel, threadTs }) =>
      quietly(async () => {
        const access = await book.find(workspaceKey);
        if (access === null) return;
        const own = await provider.prompts(access.tenantId);
        const prompts = (own.length > 0 ? own : FIRST_PROMPTS).map(({ title, message }) => ({
          title: shortenText(cleanWords(title), PROMPT_LENGTH),
          message: cleanWords(message),
        }));
        const args = { channel_id: channel, thread_ts: threadTs, title: "You could ask", prompts };
        await openLine(options, access).call("assistant.threads.setSuggestedPrompts", args, anyAnswer);
      }),

    noteAsked: (fact) =>
      quietly(async () => {
        if (fact.type !== "posted" || fact.channelKind !== "direct" || fact.threadTs === null) return;
        const access = await book.find(fact.workspaceKey);
        if (access === null) return;
        const line = openLine(options, access);
        const place = { channel_id: fact.channelKey, thread_ts: fact.threadTs };
        const status = "is reading the documents…";
        await line.call("assistant.threads.setStatus", { ...place, status }, anyAnswer);
        const title = shortenText(cleanWords(fact.text).replace(/\s+/g, " ").trim(), TITLE_LENGTH);
        if (title !== "") await line.call("assistant.threads.setTitle", { ...place, title }, anyAnswer);
      }),
  };
}

/** What Slack tells when somebody opens one of our own places. */
export function listenToVisits(app: App, home: SlackHome, assistant: Assistant): void {
  app.event("app_home_opened", async ({ event, body }) => {
    const { team_id: teamKey, enterprise_id: enterpriseKey } = body;
    const isWhole = body.authorizations?.[0]?.is_enterprise_install ?? false;
    const visitor = { personKey: event.user, personName: null, teamKey: null, triggerId: null };
    const workspaceKey = (isWhole ? enterpriseKey : teamKey) ?? teamKey;
    if (event.tab === "home") await home.show({ ...visitor, workspaceKey }, null);
  });
  app.event("assistant_thread_started", async ({ event, body }) => {
    const { channel_id: channel, thread_ts: threadTs } = event.assistant_thread;
    const isWhole = body.authorizations?.[0]?.is_enterprise_install ?? false;
    const workspaceKey = (isWhole ? body.enterprise_id : body.team_id) ?? body.team_id;
    await assistant.greet({ workspaceKey, channel, threadTs });
  });
}
