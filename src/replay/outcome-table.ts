import type { PlayOutcome } from "./play-recording.ts";
import type { Counts, StoredOutcome } from "./read-outcome.ts";
import type { LineFault } from "./recorded-message.ts";

export interface ReplayOutcome extends StoredOutcome, Omit<PlayOutcome, "acceptedKeys"> {
  readonly messages: number;
  readonly accepted: number;
  readonly badLines: readonly LineFault[];
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** A promise of the desk was broken, or something of the file was not taken. */
export const isFaulty = (outcome: ReplayOutcome): boolean =>
  outcome.badLines.length > 0 || outcome.refused.length > 0 || brokenPromises(outcome) > 0;

const brokenPromises = ({ lost, doubled, wrongfullyTagged, deadLetters, unsent }: ReplayOutcome): number =>
  lost + doubled + wrongfullyTagged + deadLetters + unsent;

const NAME_WIDTH = 26;
const COUNT_WIDTH = 8;

type Row = readonly [name: string, count: number | string, note?: string];

/** What came of a replay, for a person. */
export function outcomeTable(outcome: ReplayOutcome): string {
  const handOffs = outcome.handedOff.reduce((sum, [, count]) => sum + count, 0);
  const tickets = outcome.tickets.reduce((sum, [, count]) => sum + count, 0);
  const each = (ms: number): string => (ms / Math.max(1, outcome.messages)).toFixed(1);
  const rows: readonly (Row | null)[] = [
    [
      "messages",
      outcome.messages,
      joined([
        outcome.outOfOrder > 0 ? `${outcome.outOfOrder} dated earlier than the one before` : "",
        outcome.badLines.length > 0 ? `${outcome.badLines.length} bad lines left out` : "",
      ]),
    ],
    ["accepted", outcome.accepted],
    ["duplicates", outcome.duplicates],
    ["refused", outcome.refused.length],
    null,
    ["mood read", outcome.tagged],
    ["not analysed", sum(outcome.notAnalysed), list(outcome.notAnalysed)],
    null,
    ["threads", outcome.threads, `${outcome.answeredByHumans} answered by a person of the team`],
    ["requests seen", outcome.requests],
    ["answered", outcome.answered],
    ["clarified", outcome.clarified],
    ["suggested", outcome.suggested],
    ["handed off", handOffs, list(outcome.handedOff)],
    ["silent", sum(outcome.silent)],
    ...outcome.silent.map(([name, count]): Row => [`  ${count}`, "", name]),
    ["noise", sum(outcome.noise), list(outcome.noise)],
    null,
    ["flagged", outcome.flagged, list(outcome.evidence)],
    ["tickets", tickets, list(outcome.tickets)],
    ["unanswered threads", outcome.unanswered],
    ["digests posted", outcome.digests],
    null,
    ["lost", outcome.lost],
    ["doubled", outcome.doubled],
    ["mood read, not a customer", outcome.wrongfullyTagged],
    ["dead letters", outcome.deadLetters],
    ["unsent posts", outcome.unsent],
    null,
    ["wall", `${(outcome.wallMs / 1_000).toFixed(1)} s`, `${each(outcome.wallMs)} ms a message`],
    ["CPU", `${(outcome.cpuMs / 1_000).toFixed(1)} s`, `${each(outcome.cpuMs)} ms a message`],
  ];
  return `${rows.map((row) => (row === null ? "" : line(row))).join("\n")}\n`;
}

function line([name, count, note]: Row): string {
  if (count === "") return `${name.padStart(NAME_WIDTH + COUNT_WIDTH)}  ${note ?? ""}`.trimEnd();
  return `${name.padEnd(NAME_WIDTH)}${String(count).padStart(COUNT_WIDTH)}  ${note ?? ""}`.trimEnd();
}

const sum = (counts: Counts): number => counts.reduce((total, [, count]) => total + count, 0);
const list = (counts: Counts): string => counts.map(([name, count]) => `${name} ${count}`).join(", ");
const joined = (notes: readonly string[]): string => notes.filter((note) => note !== "").join(", ");
