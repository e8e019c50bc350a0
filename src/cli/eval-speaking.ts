import { basename } from "node:path";
import { isRapportError } from "../domain/errors.ts";
import { HALF_SURE, SURE } from "../pipeline/judgement.ts";
import { castRecording } from "../replay/recorded-event.ts";
import { type RecordedMessage, readRecording } from "../replay/recorded-message.ts";
import { judgeChannel } from "../replay/speaking/judge-channel.ts";
import { type JudgedMessage, measureSpeaking, type SpeakingFigures } from "../replay/speaking/measure.ts";
import { speakingTruth } from "../replay/speaking/truth.ts";

const USAGE = `usage: npx tsx src/cli/eval-speaking.ts FILE.jsonl[.gz] [--wrong]

How surely requests are told from other talk, on conversations annotated with "conversation" and "replyTo".
--wrong also prints what was flagged wrongly and what was missed at the threshold for speaking.
`;
const THRESHOLDS = [0.5, HALF_SURE, 0.7, SURE, 0.85, 0.9, 0.95];

async function evaluate(file: string, showsWrong: boolean): Promise<void> {
  const { messages, faults } = await readRecording(file);
  for (const { line, why } of faults) process.stderr.write(`${file}:${line}: left out: ${why}\n`);
  if (faults.length > 0) process.exitCode = 1;
  const channels: (readonly JudgedMessage[])[] = [];
  for (const channel of byChannel(messages)) {
    const { played } = castRecording(channel, {
      workspaceKey: "web",
      fileName: basename(file),
      roles: new Map(),
    });
    const judged = await judgeChannel(played);
    const truth = speakingTruth(channel);
    const joined = judged.map(({ confidence }, place) => ({
      confidence,
      truth: truth[place] ?? { kind: "left-out" as const },
    }));
    channels.push(joined);
    if (showsWrong) process.stdout.write(wrongOnes(channel, joined));
  }
  for (const threshold of THRESHOLDS)
    process.stdout.write(`${describe(measureSpeaking(channels, threshold))}\n`);
}

function byChannel(messages: readonly RecordedMessage[]): readonly (readonly RecordedMessage[])[] {
  const channels = new Map<string, RecordedMessage[]>();
  for (const message of messages) {
    const name = message.channel ?? "";
    const known = channels.get(name);
    if (known) known.push(message);
    else channels.set(name, [message]);
  }
  return [...channels.values()];
}

function wrongOnes(channel: readonly RecordedMessage[], judged: readonly JudgedMessage[]): string {
  const found = new Set(
    judged.flatMap(({ truth, confidence }) =>
      truth.kind === "request" && confidence >= SURE ? [truth.requestId] : [],
    ),
  );
  return judged
    .map(({ truth, confidence }, place) => {
      const isWrong = truth.kind === "none" && confidence >= SURE;
      const isMissed = truth.kind === "request" && !found.has(truth.requestId);
      const name = isWrong ? "WRONG " : isMissed ? "MISSED" : null;
      return name === null ? "" : `${name} ${confidence.toFixed(2)} ${channel[place]?.text ?? ""}\n`;
    })
    .join("");
}

function describe({ threshold, found, wrong, precision, recall }: SpeakingFigures): string {
  const share = (value: number | null): string =>
    value === null ? "  -  " : `${(100 * value).toFixed(1)} %`.padStart(7);
  const name = threshold === SURE ? "speaks" : threshold === HALF_SURE ? "half sure" : "";
  return `threshold ${threshold.toFixed(2)}  precision ${share(precision)}  recall ${share(recall)}  requests found ${found}, wrong ${wrong}  ${name}`.trimEnd();
}

const [file, flag, ...rest] = process.argv.slice(2);
if (file === undefined || rest.length > 0 || (flag !== undefined && flag !== "--wrong")) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  try {
    await evaluate(file, flag === "--wrong");
  } catch (error) {
    process.stderr.write(isRapportError(error) ? `${error.message}\n${error.cure}\n` : `${String(error)}\n`);
    process.exitCode = 1;
  }
}
