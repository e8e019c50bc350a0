import { shortenText } from "../domain/chat-text.ts";
import type { Form } from "../domain/message-content.ts";
import type { Thread } from "../domain/thread.ts";
import type { StoredAnswer } from "../ports/stores/desk-stores.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { FORMS } from "./control-ids.ts";

/** What a ticket says before its opener has changed a word of it. */
export interface TicketDraft {
  readonly subject: string;
  readonly details: string;
}

const SUBJECT_LENGTH = 90;
const WORDS_LENGTH = 1_200;
const ANSWER_LENGTH = 400;
const LOOK_BACK = 50;

/** `value`: the thread's id, or an id made for this one form where the ticket is to get a thread of its own. */
export const ticketForm = (value: string, { subject, details }: TicketDraft): Form => ({
  formId: FORMS.ticket,
  title: "Open a ticket",
  submitLabel: "Open the ticket",
  value,
  fields: [
    { type: "text", fieldId: "subject", label: "What is it about?", value: subject },
    {
      type: "text",
      fieldId: "details",
      label: "What should the team know?",
      multiline: true,
      optional: true,
      value: details,
    },
  ],
});

/** The thread in the customer's own words, and what they were answered; nothing is made up. Pure. */
export function draftTicket(said: readonly string[], answer: StoredAnswer | null): TicketDraft {
  const words = said.map((text) => text.trim()).filter((text) => text !== "");
  const first = (words[0] ?? "").replace(/\s+/g, " ");
  const subject = shortenText(first, SUBJECT_LENGTH);
  // The subject says it all: nothing is asked to be read twice.
  const own = words.length === 1 && subject === first ? "" : shortenText(words.join("\n"), WORDS_LENGTH);
  return { subject, details: [own, answerLine(answer)].filter((line) => line !== "").join("\n\n") };
}

function answerLine(answer: StoredAnswer | null): string {
  if (answer?.kind !== "reply") return "";
  const verdict = answer.feedback === "not-helpful" ? " That did not help." : "";
  return `Rapport answered: “${shortenText(answer.text, ANSWER_LENGTH)}”${verdict}`;
}

export async function draftOfThread(stores: TenantStores, thread: Thread): Promise<TicketDraft> {
  const history = await stores.messages.listByThread(thread.id, LOOK_BACK);
  const { customerId } = thread;
  const own = history.filter(({ message }) => customerId !== null && message.authorId === customerId);
  return draftTicket(
    own.map(({ message }) => message.text),
    await stores.answers.latest(thread.id),
  );
}
