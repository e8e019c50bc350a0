import { MINUTE } from "../../../src/domain/time.ts";
import { openDatabase } from "../../../src/store/open-database.ts";
import type { FakeCall } from "../../adapters/slack/fake-slack.ts";
import {
  linksIn,
  pingsIn,
  type RawPost,
  refusedBySlack,
  shownWords,
} from "../../adapters/slack/read-blocks.ts";
import { type FakeStage, openFakeStage } from "../../adapters/slack/story/fake-stage.ts";
import { envelope } from "../../adapters/slack/story/payloads.ts";
import type { Player } from "../../adapters/slack/story/player.ts";
import type { PersonName } from "../../adapters/slack/story/workspace.ts";
import type { HostileCase, OpenHostileStage, ReadOutput } from "./hostile-stage.ts";

const QUESTION = "When is the delivery price of a late parcel refunded?";
const STAFF: readonly PersonName[] = ["olga", "ana", "ben", "mira"];
const MOST_BLOCKS = { message: 50, view: 100 };
/** Drawing the chart takes longer than all else. */
const CASES_FOR_A_DIGEST = 8;

export const openHostileSlack: OpenHostileStage = async (databaseUrl) => {
  const stage = await openFakeStage("requests", () => openDatabase({ url: databaseUrl }));
  const { player, slack } = stage;
  await setUp(player);
  let calls = 0;
  let answers = 0;
  let cases = 0;
  return {
    staffKeys: STAFF.map((name) => player.workspace.personKey(name)),
    bystanderKey: player.workspace.personKey("omar"),
    hosts: ["home.slack.test"],
    async playCase(given) {
      cases += 1;
      await playCase(stage, given, cases);
      stage.clock.advance(10 * MINUTE);
    },
    outputs() {
      const said = slack.calls.slice(calls).flatMap(outputOf);
      const answered = slack.speaking.responses.slice(answers).map((body) => answerOf(body));
      calls = slack.calls.length;
      answers = slack.speaking.responses.length;
      return [...said, ...answered];
    },
    close: stage.close,
  };
};

async function setUp(player: Player): Promise<void> {
  const press = async (channel: "help" | "support-team" | "leads", label: string): Promise<void> => {
    await player.command("olga", channel, "/rapport setup");
    await player.press("olga", await player.whisper("olga", channel), label);
  };
  await press("help", "Community");
  await press("help", "customers write here");
  await press("support-team", "the agents' channel");
  await press("leads", "the managers' channel");
}

async function playCase(stage: FakeStage, given: HostileCase, number: number): Promise<void> {
  const { player } = stage;
  await rename(stage, "maya", given.name);
  await stage.upload(
    "late.md",
    `# ${given.title}\n\n## ${given.heading}\n\nThe delivery price of a late parcel is refunded within 5 working days ${given.document}.\n`,
    given.documentUrl,
  );
  const asked = await player.say("maya", "help", `@rapport ${QUESTION} I am furious! ${given.message}`);
  const [answer] = await ownIn(player, asked);
  // What is too strange to be answered has a ticket already.
  if (answer !== undefined && shownWords(answer).includes("[Not helpful]")) {
    await player.press("maya", player.seen("help", answer), "Not helpful");
    await player.press("maya", await player.whisper("maya", "help"), "Open a ticket");
    await player.submit("maya", { subject: given.subject, details: given.details });
  }
  await player.openHome("maya");
  // Or it is hers already, as the only agent who is there.
  if (shownWords({ text: "", blocks: await player.openHome("ana") }).includes("[Claim]"))
    await player.pressHome("ana", "Claim");
  await player.openHome("ana");
  await player.pressHome("ana", "Reply");
  await player.submit("ana", { text: given.reply });
  await player.openHome("ana");
  await player.pressHome("ana", "Resolve");
  const survey = (await ownIn(player, asked)).at(-1);
  await player.press("maya", player.seen("help", survey), "1 · very poor");
  const rated = (await ownIn(player, asked)).at(-1);
  await player.press("maya", player.seen("help", rated), "Add a comment");
  await player.submit("maya", { comment: given.comment });
  await player.command("ana", "support-team", "/history @maya");
  await player.command("ana", "support-team", `/history ${given.command}`);
  await player.command("ana", "support-team", `/rapport ${given.command}`);
  await player.command("maya", "help", `/rapport ask ${given.command}`);
  await player.command("maya", "help", "/history");
  const aside = await player.say("omar", "help", `${QUESTION} ${given.message}`);
  const words = (await player.top("help")).find(({ ts }) => ts === aside);
  await player.shortcut("ana", player.seen("help", words), "ask_rapport");
  if (number % CASES_FOR_A_DIGEST === 1) await player.command("mira", "leads", "/rapport digest");
}

/** As Slack tells of it, so that nobody is known by the old name. */
async function rename(
  { slack, line, player, clock }: FakeStage,
  who: PersonName,
  name: string,
): Promise<void> {
  const id = player.workspace.personKey(who);
  const user = slack.users.get(id);
  if (user === undefined) throw new Error(`${who} is not in the workspace`);
  slack.users.set(id, { ...user, name });
  const where = { workspaceKey: player.workspace.workspaceKey, botKey: player.workspace.botKey };
  await line({ kind: "event", payload: envelope(where, { type: "user_change", user: { id } }, clock.now()) });
}

const ownIn = async (player: Player, threadTs: string) =>
  (await player.thread("help", threadTs)).filter(({ userKey }) => userKey === player.workspace.botKey);

interface View {
  readonly title?: { readonly text: string };
  readonly submit?: { readonly text: string };
  readonly blocks: readonly unknown[];
}

/** `parse` and `link_names` make Slack read names and addresses out of words. */
const isUnread = ({ parse, link_names }: FakeCall["args"]): boolean =>
  parse === "none" && link_names === "false";
const hasNoPages = ({ unfurl_links, unfurl_media }: FakeCall["args"]): boolean =>
  unfurl_links === "false" && unfurl_media === "false";

function outputOf({ method, args }: FakeCall): readonly ReadOutput[] {
  const post = (): RawPost => ({
    text: args.text ?? "",
    blocks: args.blocks === undefined ? [] : (JSON.parse(args.blocks) as unknown[]),
  });
  switch (method) {
    case "chat.postMessage":
    case "chat.postEphemeral":
      return [readPost(method, post(), isUnread(args) && hasNoPages(args))];
    // A change shows no page that was not shown before.
    case "chat.update":
      return [readPost(method, post(), isUnread(args))];
    case "views.open":
    case "views.publish":
      return [readView(method, JSON.parse(args.view ?? "{}") as View)];
    default:
      return [];
  }
}

const answerOf = (body: Readonly<Record<string, unknown>>): ReadOutput => {
  const args = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)]));
  const post = { text: args.text ?? "", blocks: (body.blocks ?? []) as readonly unknown[] };
  return readPost("response", post, isUnread(args) && hasNoPages(args));
};

const readPost = (kind: string, post: RawPost, isQuiet: boolean): ReadOutput => ({
  kind,
  words: `${shownWords(post)}\n${post.text}`,
  pings: pingsIn(post),
  links: linksIn(post),
  isQuiet,
  refusals: refusedBySlack(post, MOST_BLOCKS.message),
});

function readView(kind: string, { title, submit, blocks }: View): ReadOutput {
  const post = { text: "view", blocks };
  const head = [title?.text, submit?.text].filter(Boolean).join("\n");
  return {
    kind,
    // What a form is filled in with is seen too.
    words: `${head}\n${shownWords(post)}\n${JSON.stringify(blocks)}`,
    pings: pingsIn(post),
    links: linksIn(post),
    isQuiet: true,
    refusals: refusedBySlack(post, MOST_BLOCKS.view),
  };
}
