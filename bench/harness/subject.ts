import { z } from "zod";

/** What a measured process is asked, one question at a time; see `contender.ts` for the other end. */
const questionSchema = z.object({ id: z.number(), ask: z.string(), with: z.unknown() });

export interface SubjectParts {
  /** Said once when the process can be measured. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Answers beside `mark`, which every subject knows. */
  readonly answers?: Readonly<Record<string, (given: unknown) => Promise<unknown>>>;
  readonly close?: () => Promise<void>;
}

/** CPU of this process until now, all threads, in microseconds; and what it holds in memory. */
function mark(): { cpuUs: number; rssBytes: number; wallMs: number } {
  const { user, system } = process.cpuUsage();
  return { cpuUs: user + system, rssBytes: process.memoryUsage.rss(), wallMs: performance.now() };
}

/** Makes this process one that the harness can measure. It ends when it is told to or when the harness is gone. */
export function serveSubject(parts: SubjectParts): void {
  const say = (message: unknown): void => {
    process.send?.(message);
  };
  const answerTo = async (ask: string, given: unknown): Promise<unknown> => {
    if (ask === "mark") return mark();
    const answer = parts.answers?.[ask];
    if (answer === undefined) throw new Error(`nobody answers ${ask}`);
    return answer(given);
  };
  process.on("message", (raw) => {
    const question = questionSchema.parse(raw);
    answerTo(question.ask, question.with).then(
      (answer) => say({ id: question.id, answer }),
      (fault: unknown) =>
        say({ id: question.id, fault: fault instanceof Error ? (fault.stack ?? fault.message) : "a fault" }),
    );
  });
  process.on("disconnect", () => {
    const end = (): never => process.exit(0);
    if (parts.close === undefined) end();
    else parts.close().then(end, end);
    setTimeout(end, 3_000).unref();
  });
  say({ ready: parts.ready });
}

/** What this process was started for. */
export const subjectTask = (): unknown => JSON.parse(process.argv[2] ?? "null");
