import type { DeliveryOutcome, Outbound } from "../../../src/domain/outbound.ts";
import { type CallOutcome, CODES } from "../errors.ts";
import { DISCORD_LIMITS } from "../limits.ts";
import type { GuildBook, KnownPlace } from "../places/guild-book.ts";
import { channelShape, isForumType, isThreadType } from "../places/shapes.ts";
import { anyAnswer, type Line, SENT, stepOutcome } from "./line.ts";

const SOLVED_NAME = /\b(?:solved|resolved|answered|done|closed|gelöst|erledigt|résolu|resuelto)\b/iu;

/** The forum's tag for what is solved, as its admins named it. Pure. */
export const solvedTagOf = ({ tags }: Pick<KnownPlace, "tags">): string | null =>
  tags.find(({ name }) => SOLVED_NAME.test(name) && !/\b(?:not|un)/i.test(name))?.key ?? null;

/** Shows on the thread itself that it is solved: a forum's tag, and folded away. Solved threads elsewhere are folded away alone. */
export async function markThread(
  line: Line,
  book: GuildBook,
  { threadKey, channelKey, state }: Extract<Outbound, { kind: "mark-thread" }>,
): Promise<DeliveryOutcome> {
  const thread = threadKey === null ? null : await threadOf(line, book, threadKey);
  if (thread === null || !isThreadType(thread.type)) return SENT;
  const channel = book.place(channelKey);
  const tag = channel && isForumType(channel.type) ? solvedTagOf(channel) : null;
  const others = thread.appliedTags.filter((key) => key !== tag).slice(0, DISCORD_LIMITS.appliedTags - 1);
  const isSolved = state === "solved";
  const applied_tags = tag !== null && isSolved ? [...others, tag] : others;
  const outcome = await line.call({
    method: "patch",
    path: `/channels/${thread.key}`,
    body: { archived: state !== "open", ...(tag !== null && { applied_tags }) },
    placeKey: `${thread.key}/settings`,
    answer: anyAnswer,
  });
  if (outcome.kind === "ok") return SENT;
  // A mark is a courtesy: where we may not set it, the thread goes on without.
  return outcome.kind === "refused" && outcome.code !== CODES.invalidForm ? SENT : stepOutcome(outcome);
}

/** In a folded thread nothing can be changed: it is unfolded for as long as that takes. */
export async function whileUnfolded<Body>(
  line: Line,
  threadKey: string,
  work: () => Promise<CallOutcome<Body>>,
): Promise<CallOutcome<Body>> {
  const fold = (archived: boolean) =>
    line.call({
      method: "patch",
      path: `/channels/${threadKey}`,
      body: { archived },
      placeKey: `${threadKey}/settings`,
      answer: anyAnswer,
    });
  const unfolded = await fold(false);
  if (unfolded.kind !== "ok") return unfolded;
  const outcome = await work();
  await fold(true);
  return outcome;
}

async function threadOf(line: Line, book: GuildBook, threadKey: string): Promise<KnownPlace | null> {
  const known = book.place(threadKey);
  if (known !== null) return known;
  const found = await line.call({
    method: "get",
    path: `/channels/${threadKey}`,
    answer: channelShape,
    placeKey: threadKey,
  });
  return found.kind === "ok" && found.body.guild_id ? book.notePlace(found.body, found.body.guild_id) : null;
}
