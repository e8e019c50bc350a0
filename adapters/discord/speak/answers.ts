import type { Logger } from "../../../src/ports/logger.ts";
import type { DiscordApi } from "../api.ts";
import { type CallOutcome, CODES, faultName } from "../errors.ts";
import type { DiscordModal } from "../render/form.ts";
import { EPHEMERAL } from "../render-message.ts";
import type { Interaction } from "../thread-key.ts";
import { anyAnswer } from "./line.ts";
import { bodyOf, type Parcel } from "./posting.ts";

/** Numbers of Discord's for the first answer to an interaction. */
export const ANSWER = { pong: 1, message: 4, later: 5, laterUpdate: 6, completions: 8, modal: 9 } as const;

export interface FirstAnswer {
  readonly type: (typeof ANSWER)[keyof typeof ANSWER];
  readonly data?: unknown;
}

/** Takes the first answer where it came over HTTP. `false`: the request is gone. */
export type RespondOverHttp = (answer: FirstAnswer) => boolean;

/**
 * Answers to presses, commands and forms. Discord gives 3 s for the first one, and only the first can open a form: so it is
 * held back for a moment, and deferred when nothing was said by then.
 */
export interface Answers {
  begin(interaction: Interaction, respond?: RespondOverHttp): void;
  /** Words for the one person. */
  tell(interaction: Interaction, parcel: Parcel): Promise<CallOutcome<unknown>>;
  openModal(interaction: Interaction, modal: DiscordModal): Promise<CallOutcome<unknown>>;
  /** Suggestions while somebody types. */
  complete(interaction: Interaction, choices: readonly unknown[], respond?: RespondOverHttp): Promise<void>;
  stop(): void;
}

export interface AnswerTimes {
  /** How long the first answer is held back; well below the 3 s. */
  readonly holdMs: number;
  /** After this the waiting line is given words. */
  readonly fillMs: number;
}

export const ANSWER_TIMES: AnswerTimes = { holdMs: 1_500, fillMs: 20_000 };

interface Entry {
  readonly interaction: Interaction;
  readonly respond: RespondOverHttp | undefined;
  /** `deferred`: a waiting line stands before the person. */
  state: "held" | "answering" | "deferred" | "answered";
  timer: NodeJS.Timeout | null;
}

export interface AnswersOptions {
  readonly api: DiscordApi;
  readonly applicationKey: string;
  readonly times: AnswerTimes;
  readonly logger: Logger;
}

const NO_PINGS = { parse: [] };
const ON_IT = {
  content: "I am on it. What comes of it is posted here.",
  allowed_mentions: NO_PINGS,
  flags: EPHEMERAL,
};

export function createAnswers({ api, applicationKey, times, logger }: AnswersOptions): Answers {
  const entries = new Map<string, Entry>();
  let isStopped = false;

  const first = async (
    entry: Entry | undefined,
    { id, token }: Interaction,
    answer: FirstAnswer,
  ): Promise<CallOutcome<unknown>> => {
    if (entry?.respond?.(answer)) return { kind: "ok", body: null };
    return api.call({
      method: "post",
      path: `/interactions/${id}/${token}/callback`,
      auth: false,
      body: answer,
      answer: anyAnswer,
      deadlineMs: 2_500,
    });
  };
  const webhook = (token: string, rest = ""): `/${string}` => `/webhooks/${applicationKey}/${token}${rest}`;

  const close = (entry: Entry): void => {
    if (entry.timer !== null) clearTimeout(entry.timer);
    entry.timer = null;
    entry.state = "answered";
    entries.delete(entry.interaction.id);
  };

  const defer = async (entry: Entry): Promise<void> => {
    if (entry.state !== "held") return;
    const isPress = entry.interaction.kind === "component";
    entry.state = isPress ? "answered" : "deferred";
    const answer: FirstAnswer = isPress
      ? { type: ANSWER.laterUpdate }
      : { type: ANSWER.later, data: { flags: EPHEMERAL } };
    if (isPress) close(entry);
    else entry.timer = timer(() => fill(entry), times.fillMs);
    const outcome = await first(entry, entry.interaction, answer);
    if (outcome.kind !== "ok" && !isAnsweredAlready(outcome))
      logger.warn({ kind: outcome.kind }, "an interaction of Discord could not be answered in time");
  };

  const fill = async (entry: Entry): Promise<void> => {
    if (entry.state !== "deferred") return;
    close(entry);
    await editOriginal(entry.interaction, ON_IT);
  };

  const editOriginal = ({ token }: Interaction, body: object, files: Parcel["files"] = []) =>
    api.call({
      method: "patch",
      path: webhook(token, "/messages/@original"),
      auth: false,
      body,
      files,
      answer: anyAnswer,
    });

  const followUp = ({ token }: Interaction, parcel: Parcel): Promise<CallOutcome<unknown>> =>
    api.call({
      method: "post",
      path: webhook(token),
      auth: false,
      body: quiet(parcel),
      files: parcel.files,
      answer: anyAnswer,
    });

  /** Timers never reject into nowhere. */
  const timer = (work: () => Promise<void>, ms: number): NodeJS.Timeout =>
    setTimeout(() => {
      if (isStopped) return;
      work().catch((error: unknown) => {
        logger.warn({ code: faultName(error) }, "an answer to an interaction failed");
      });
    }, ms).unref();

  return {
    begin(interaction, respond) {
      const entry: Entry = { interaction, respond, state: "held", timer: null };
      entry.timer = timer(() => defer(entry), times.holdMs);
      entries.set(interaction.id, entry);
    },

    async tell(interaction, parcel) {
      const entry = entries.get(interaction.id);
      if (entry?.state === "held") {
        const { respond } = entry;
        // A response over HTTP carries no files.
        if (respond !== undefined && parcel.files.length > 0) {
          await defer(entry);
        } else {
          close(entry);
          const answer = { type: ANSWER.message, data: quiet(parcel) };
          const outcome = await (parcel.files.length === 0
            ? first(entry, interaction, answer)
            : api.call({
                method: "post",
                path: `/interactions/${interaction.id}/${interaction.token}/callback`,
                auth: false,
                body: answer,
                files: parcel.files,
                answer: anyAnswer,
              }));
          if (!isAnsweredAlready(outcome)) return outcome;
        }
      }
      const waiting = entries.get(interaction.id);
      if (waiting?.state === "deferred") {
        close(waiting);
        const outcome = await editOriginal(interaction, quiet(parcel), parcel.files);
        if (outcome.kind !== "refused") return outcome;
      }
      return followUp(interaction, parcel);
    },

    async openModal(interaction, modal) {
      const entry = entries.get(interaction.id);
      if (interaction.kind === "form" || entry?.state === "deferred") return TOO_LATE;
      if (entry) close(entry);
      return first(entry, interaction, { type: ANSWER.modal, data: modal });
    },

    async complete(interaction, choices, respond) {
      const entry: Entry = { interaction, respond, state: "held", timer: null };
      await first(entry, interaction, { type: ANSWER.completions, data: { choices } });
    },

    stop() {
      isStopped = true;
      for (const { timer: waiting } of entries.values()) if (waiting !== null) clearTimeout(waiting);
      entries.clear();
    },
  };
}

const quiet = (parcel: Parcel): Record<string, unknown> => {
  const body = bodyOf(parcel);
  return { ...body, flags: parcel.post.flags | EPHEMERAL };
};

const TOO_LATE: CallOutcome<unknown> = { kind: "refused", code: CODES.alreadyAnswered, status: 400 };

const isAnsweredAlready = (outcome: CallOutcome<unknown>): boolean =>
  outcome.kind === "refused" && outcome.code === CODES.alreadyAnswered;

/** The moment for a form is over; a press of a new button gives another one. */
export const isTooLate = (outcome: CallOutcome<unknown>): boolean =>
  isAnsweredAlready(outcome) || (outcome.kind === "refused" && outcome.code === CODES.unknownInteraction);
