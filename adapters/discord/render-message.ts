import type { MessageContent } from "../../src/domain/message-content.ts";
import { DISCORD_LIMITS as LIMITS } from "./limits.ts";
import { controlRows } from "./render/controls.ts";
import { embedsOf, NO_UPLOADS, type Uploads } from "./render/embeds.ts";
import { cleanWords, escapedPieces } from "./render/markup.ts";
import { type Embed, type RowPart, wordsIn } from "./render/parts.ts";
import { calledBy, textOf } from "./render/text-blocks.ts";

/** One message, as Discord takes it. */
export interface DiscordPost {
  readonly content: string;
  readonly embeds: readonly Embed[];
  readonly components: readonly RowPart[];
  readonly flags: number;
  readonly allowed_mentions: { readonly parse: readonly []; readonly users: readonly string[] };
}

/** No page is shown below a link. With cards of our own it would hide them too; there links show nothing anyway. */
export const SUPPRESS_EMBEDS = 1 << 2;
/** Seen by the one who pressed or typed. */
export const EPHEMERAL = 1 << 6;

/** Posts of one message; what is longer goes along as a file. */
export const MOST_POSTS = 5;

/** A neutral message as posts, each within the limits: one, but for what is longer than Discord takes at once. Pure. */
export function renderMessage(
  content: MessageContent,
  uploads: Uploads = NO_UPLOADS,
): readonly [DiscordPost, ...DiscordPost[]] {
  const users = calledBy(content.blocks);
  const rows = controlRows(content.blocks);
  const bodies = isCard(content, uploads)
    ? cardBodies(content, uploads, users)
    : textBodies(content, uploads);
  const groups = inGroups(rows, LIMITS.rows);
  // Buttons stand below the last words.
  const spare = groups.slice(1).map(() => ({ content: "…", embeds: [] }));
  const all = [...bodies, ...spare];
  const firstWithRows = bodies.length - 1;
  const posts = all.map(
    (body, at): DiscordPost => ({
      ...body,
      components: groups[at - firstWithRows] ?? [],
      flags: body.embeds.length === 0 ? SUPPRESS_EMBEDS : 0,
      allowed_mentions: { parse: [], users: users.filter((key) => body.content.includes(`<@${key}>`)) },
    }),
  );
  const [first, ...more] = posts;
  return first ? [first, ...more] : [NOTHING];
}

/** One post, for what must stay one (a changed post): what is too much is left out, and it says so. Pure. */
export function renderSinglePost(content: MessageContent, uploads: Uploads = NO_UPLOADS): DiscordPost {
  const posts = renderMessage(content, uploads);
  const [first] = posts;
  if (posts.length === 1) return first;
  const components = posts.flatMap((post) => post.components).slice(0, LIMITS.rows);
  return first.embeds.length > 0
    ? { ...first, components, content: SHORTENED }
    : {
        ...first,
        components,
        content: `${first.content.slice(0, LIMITS.content - SHORTENED.length - 1).replace(/\\$/, "")}\n${SHORTENED}`,
      };
}

export const SHORTENED = "-# This was too long and has been shortened.";

type Body = Pick<DiscordPost, "content" | "embeds">;

/** What has colour, figures or pictures is a card; words are words. */
const isCard = ({ blocks, accent = "neutral" }: MessageContent, uploads: Uploads): boolean =>
  accent !== "neutral" ||
  blocks.some(({ type }, at) => type === "facts" || type === "meter" || (type === "heading" && at === 0)) ||
  blocks.some((block) => block.type === "image" && uploads.has(block.file.fileId));

/** Cards packed into messages; who is called is called above them, because a card calls nobody. */
function cardBodies(content: MessageContent, uploads: Uploads, users: readonly string[]): readonly Body[] {
  const groups: Embed[][] = [];
  let room = 0;
  for (const embed of embedsOf(content, uploads)) {
    const group = groups.at(-1);
    const words = wordsIn(embed);
    if (group === undefined || words > room || group.length === LIMITS.embeds) {
      groups.push([embed]);
      room = LIMITS.embedWords - words;
    } else {
      group.push(embed);
      room -= words;
    }
  }
  const calls = users
    .slice(0, 20)
    .map((key) => `<@${key}>`)
    .join(" ");
  const bodies = groups.map((embeds, at): Body => ({ content: at === 0 ? calls : "", embeds }));
  return bodies.length > 0 ? bodies : textBodies(content, uploads);
}

function textBodies({ summary, blocks }: MessageContent, uploads: Uploads): readonly Body[] {
  const lines = blocks
    .filter((block) => block.type !== "file" || !uploads.has(block.file.fileId))
    .flatMap((block) => textOf(block, LIMITS.content));
  const pieces: string[] = [];
  for (const line of lines) {
    const last = pieces.at(-1);
    if (last === undefined || last.length + 1 + line.length > LIMITS.content) pieces.push(line);
    else pieces[pieces.length - 1] = `${last}\n${line}`;
  }
  const said = pieces.filter((piece) => piece.trim() !== "");
  const words = said.length > 0 ? said : escapedPieces(cleanWords(summary).trim(), LIMITS.content);
  return (words.length > 0 ? words : ["…"]).map((piece) => ({ content: piece.trimEnd(), embeds: [] }));
}

const NOTHING: DiscordPost = {
  content: "…",
  embeds: [],
  components: [],
  flags: SUPPRESS_EMBEDS,
  allowed_mentions: { parse: [], users: [] },
};

function inGroups<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const groups: T[][] = [];
  for (let start = 0; start < items.length; start += size) groups.push(items.slice(start, start + size));
  return groups;
}
