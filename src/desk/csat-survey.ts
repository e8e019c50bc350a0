import type { Rating } from "../domain/csat.ts";
import { RATINGS } from "../domain/csat.ts";
import { type MessageContent, paragraph, text } from "../domain/message-content.ts";
import type { Thread } from "../domain/thread.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { CONTROLS, joinValue } from "./control-ids.ts";
import { placeOfThread, post } from "./place.ts";

const RATING_LABELS: Readonly<Record<Rating, string>> = {
  1: "1 · very poor",
  2: "2 · poor",
  3: "3 · fair",
  4: "4 · good",
  5: "5 · very good",
};

export const surveyRef = (surveyId: string): string => `csat:${surveyId}`;

/** Asks for a rating in the thread: sampled, with a cool-down per person, once per ticket. The owner is snapshotted now. */
export async function sendSurvey(
  stores: TenantStores,
  asked: {
    readonly thread: Thread;
    readonly ticketId: string | null;
    readonly ownerId: string | null;
    readonly now: Date;
  },
): Promise<boolean> {
  const { thread, now } = asked;
  if (thread.customerId === null || !(await mayAsk(stores, thread.customerId, now))) return false;
  const home = await placeOfThread(stores, thread);
  if (!home) return false;
  const survey = await stores.csat.addSurvey({
    ticketId: asked.ticketId,
    threadId: thread.id,
    customerId: thread.customerId,
    ownerId: asked.ownerId,
    sentAt: now,
  });
  if (!survey) return false;
  await stores.outbox.add({
    workspaceId: home.workspace.id,
    causeKey: `csat:${survey.id}`,
    ref: surveyRef(survey.id),
    outbound: post(home, surveyMessage(survey.id)),
  });
  return true;
}

async function mayAsk(stores: TenantStores, customerId: string, now: Date): Promise<boolean> {
  const { settings } = await stores.tenant.get();
  const lastAt = await stores.csat.lastSurveyAt(customerId);
  if (lastAt !== null && now.getTime() - lastAt.getTime() < settings.csatCooldownMs) return false;
  const solved = await stores.tickets.countSolved(customerId);
  return settings.csatSampleEvery <= 1 || solved % settings.csatSampleEvery === 1;
}

function surveyMessage(surveyId: string): MessageContent {
  const question = "This was marked as solved. How was the help you got?";
  return {
    summary: question,
    blocks: [
      paragraph(text(question)),
      {
        type: "controls",
        controls: RATINGS.map((rating) => ({
          type: "button",
          controlId: CONTROLS.rate,
          label: RATING_LABELS[rating],
          value: joinValue(surveyId, rating),
        })),
      },
    ],
  };
}

export function ratedMessage(surveyId: string): MessageContent {
  const words = "Thank you, the rating is in.";
  return {
    summary: words,
    accent: "closed",
    blocks: [
      paragraph(text(words)),
      {
        type: "controls",
        controls: [
          { type: "button", controlId: CONTROLS.rateComment, label: "Add a comment", value: surveyId },
        ],
      },
    ],
  };
}
