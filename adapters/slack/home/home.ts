import type { ActorRef } from "../../../src/domain/inbound-event.ts";
import type { MessageContent } from "../../../src/domain/message-content.ts";
import { MINUTE, SECOND } from "../../../src/domain/time.ts";
import type { Clock } from "../../../src/ports/clock.ts";
import { HOME_CONTROLS, type HomeProvider } from "../../../src/ports/home.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import type { SignInLink } from "../../../src/ports/sign-in.ts";
import { faultName, slackFault } from "../errors.ts";
import { SLACK_LIMITS } from "../limits.ts";
import type { SlackFact } from "../parse/facts.ts";
import { toInboundEvent } from "../parse-event.ts";
import type { Directory } from "../people/directory.ts";
import type { TakeFact } from "../receive/take-fact.ts";
import { renderNotice } from "../render/form.ts";
import { messageBlocks } from "../render/message-blocks.ts";
import { withinOne } from "../render-message.ts";
import type { DirectChannels } from "../speak/direct-channels.ts";
import { type ReadFile, uploadFiles } from "../speak/files.ts";
import { anyAnswer, type Line, type LineTools, openLine } from "../speak/line.ts";
import { controlIdOf, instantOf, interactionKeyOf, tsOf } from "../thread-key.ts";
import { readGlobalShortcut, readHomePress, type Visitor } from "./visit.ts";

export interface HomeOptions extends LineTools {
  readonly provider: HomeProvider;
  readonly directory: Directory;
  readonly directChannels: DirectChannels;
  readonly readFile: ReadFile;
  readonly take: TakeFact;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface SlackHome {
  /** Shows a person their home as it is now. Never rejects. */
  show(visitor: Visitor, tab: string | null): Promise<void>;
  /** A press in a home, or a shortcut from nowhere in particular. `false`: it is another's. */
  takePress(body: unknown): Promise<boolean>;
  stop(): void;
}

/** Global shortcuts of the manifest, and the commands they stand for. */
export const GLOBAL_SHORTCUTS: Readonly<Record<string, { readonly name: string; readonly command: string }>> =
  {
    ask_the_team: { name: "Ask the team", command: "rapport ticket" },
  };

/** The desk needs a moment for what was pressed; the page is shown again after it. */
const SHOW_AGAIN_MS = [SECOND, 5 * SECOND] as const;
const MOST_PICTURES = 1_000;

export function createSlackHome(options: HomeOptions): SlackHome {
  const { provider, directory, directChannels, readFile, take, clock, logger, book } = options;
  const pictures = new Map<string, string>();
  const timers = new Set<NodeJS.Timeout>();

  const lineTo = async (workspaceKey: string): Promise<Line | null> => {
    const access = await book.find(workspaceKey);
    return access === null ? null : openLine(options, access);
  };

  /** With the standing that Slack gives them now. */
  const actorOf = async (visitor: Visitor, { access }: Line): Promise<ActorRef | null> => {
    const fact: SlackFact = { ...factBase(visitor, "D0", tsOf(clock.now())), type: "deleted", ts: "0" };
    return toInboundEvent(fact, await directory.knowledgeFor(fact, access))?.actor ?? null;
  };

  /** In a window that goes when it is closed: a way in is nothing to keep in a channel. */
  const openConsole = async (visitor: Visitor): Promise<void> => {
    try {
      const line = await lineTo(visitor.workspaceKey);
      const actor = line && (await actorOf(visitor, line));
      if (!line || !actor || visitor.triggerId === null) return;
      const { tenantId, workspaceKey } = line.access;
      const link = (await provider.signIn?.({ tenantId, platform: "slack", workspaceKey, actor })) ?? null;
      const view = consoleNotice(link);
      await line.call("views.open", { trigger_id: visitor.triggerId, view }, anyAnswer);
    } catch (error) {
      logger.warn({ code: faultName(error) }, "a way into the console could not be shown");
    }
  };

  const show = async (visitor: Visitor, tab: string | null): Promise<void> => {
    try {
      const line = await lineTo(visitor.workspaceKey);
      if (line === null) return;
      const { tenantId, workspaceKey } = line.access;
      const actor = await actorOf(visitor, line);
      if (actor === null) return;
      const content = await provider.page({
        tenantId,
        platform: "slack",
        workspaceKey,
        actor,
        tab,
      });
      if (content === null) return;
      await publish(line, visitor.personKey, content);
    } catch (error) {
      logger.warn({ code: faultName(error) }, "a home in Slack could not be shown");
    }
  };

  const publish = async (line: Line, personKey: string, content: MessageContent): Promise<void> => {
    await bringPictures(line, content);
    const blocks = withinOne(messageBlocks(content, pictures), SLACK_LIMITS.viewBlocks);
    const view = { type: "home", blocks };
    const outcome = await line.call("views.publish", { user_id: personKey, view }, anyAnswer);
    if (outcome.kind === "refused") logger.warn({ code: outcome.code }, "Slack refused a home");
  };

  /** Each picture is brought to Slack once, however often it is looked at. */
  const bringPictures = async (line: Line, content: MessageContent): Promise<void> => {
    const blocks = content.blocks.filter(
      (block) => block.type === "image" && !pictures.has(block.file.fileId),
    );
    const luggage = await uploadFiles(line, line.access.tenantId, { ...content, blocks }, readFile);
    if ("wait" in luggage) return;
    if (pictures.size > MOST_PICTURES) pictures.clear();
    for (const [fileId, slackId] of luggage.pictures) pictures.set(fileId, slackId);
  };

  /** What is pressed where no channel is belongs to the person's direct channel: answers come there. */
  const tellDesk = async (
    visitor: Visitor,
    ts: string,
    deed: { readonly controlId: string; readonly value: string } | { readonly command: string },
  ): Promise<void> => {
    const line = await lineTo(visitor.workspaceKey);
    if (line === null) return;
    const channelKey = await directChannels.of(line, visitor.personKey);
    if (typeof channelKey !== "string") throw noDirectChannel();
    const { personKey, triggerId } = visitor;
    const interactionKey = interactionKeyOf({ personKey, triggerId, responseUrl: null });
    const at = instantOf(ts) === null ? tsOf(clock.now()) : ts;
    const base = { ...factBase(visitor, channelKey, at), dedupeKey: `h:${personKey}:${ts}`.slice(0, 200) };
    const fact: SlackFact =
      "command" in deed
        ? { ...base, ...commandOf(deed.command), type: "commanded", threadTs: null, interactionKey }
        : { ...base, ...deed, type: "pressed", ts: at, threadTs: null, interactionKey };
    const reply = await take(fact);
    if (reply.kind === "try-again") throw notKept();
  };

  const showSoon = (visitor: Visitor): void => {
    for (const delayMs of SHOW_AGAIN_MS) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        void show(visitor, null);
      }, delayMs);
      timer.unref();
      timers.add(timer);
    }
  };

  return {
    show,
    async takePress(body) {
      const shortcut = readGlobalShortcut(body);
      if (shortcut !== null) {
        const known = Object.hasOwn(GLOBAL_SHORTCUTS, shortcut.callbackId)
          ? GLOBAL_SHORTCUTS[shortcut.callbackId]
          : undefined;
        if (known) await tellDesk(shortcut, shortcut.ts, { command: known.command });
        return true;
      }
      const press = readHomePress(body);
      if (press === null) return false;
      const controlId = controlIdOf(press.actionId);
      if (controlId === HOME_CONTROLS.tab) {
        // Slack waits 3 s for its answer, and the page takes as long as it takes.
        void show(press, press.value);
        return true;
      }
      if (controlId === HOME_CONTROLS.console) {
        void openConsole(press);
        return true;
      }
      const deed =
        controlId === HOME_CONTROLS.command ? { command: press.value } : { controlId, value: press.value };
      await tellDesk(press, press.ts, deed);
      showSoon(press);
      return true;
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

const factBase = (visitor: Visitor, channelKey: string, at: string) =>
  ({
    workspaceKey: visitor.workspaceKey,
    channelKey,
    channelKind: "direct",
    channelName: null,
    authorKey: visitor.personKey,
    authorName: visitor.personName,
    authorTeamKey: visitor.teamKey,
    dedupeKey: "",
    at,
    mrkdwn: [],
  }) as const;

/** The way in, or why there is none, as a window. Pure. */
export const consoleNotice = (link: SignInLink | null) => renderNotice("The console", consoleWords(link));

const consoleWords = (link: SignInLink | null): MessageContent => {
  if (link === null) {
    const words = "Only an admin of this workspace comes into the console from here.";
    return { summary: words, blocks: [{ type: "paragraph", inlines: [{ type: "text", text: words }] }] };
  }
  const minutes = Math.round(link.validMs / MINUTE);
  return {
    summary: "The console",
    blocks: [
      { type: "paragraph", inlines: [{ type: "link", url: link.url, label: "Sign in to the console" }] },
      {
        type: "context",
        inlines: [{ type: "text", text: `For you alone: it works once, within ${minutes} minutes.` }],
      },
    ],
  };
};

function commandOf(words: string): { readonly command: string; readonly argument: string } {
  const [command = "", ...rest] = words.split(" ");
  return { command, argument: rest.join(" ") };
}

const noDirectChannel = () =>
  slackFault("no-direct-channel", "Slack gave no direct channel.", "Try again in a moment.");
const notKept = () =>
  slackFault("not-kept", "The desk could not keep it.", "Try again in a moment; check the database.");
