import { citationLine, noticeFor } from "../desk/answer-message.ts";
import { audienceOf } from "../domain/channel.ts";
import { type MessageContent, paragraph, text } from "../domain/message-content.ts";
import { isStaff } from "../domain/role.ts";
import type { AnswerWriter } from "../ports/answer-writer.ts";
import type { KnowledgeIndex } from "../ports/knowledge-index.ts";
import { type Command, type CommandWork, type Invocation, reply, words } from "./command.ts";

/** Answers from the documents, for the asker's eyes only. Staff hear internal articles too. */
export const askCommand = (tools: {
  readonly index: KnowledgeIndex;
  readonly writer: AnswerWriter;
}): Command => ({
  name: "rapport ask",
  usage: "<question>",
  summary: "Answer a question from the documents, seen by you alone",
  allowed: "anyone",
  async run(invocation) {
    const { argument, context } = invocation;
    if (argument === "")
      return reply(invocation, words("Ask something: /rapport ask how do I change the delivery address?"));
    const audience = audienceOf("direct", context.actor.role);
    const retrieval = await tools.index.retrieve({
      tenantId: context.tenantId,
      query: argument,
      audience,
      limit: 6,
    });
    const draft = await tools.writer.write({ question: argument, retrieval, maxSentences: 3, context: [] });
    switch (draft.kind) {
      case "cited":
        return answer(invocation, {
          summary: draft.text,
          blocks: [paragraph(text(draft.text)), { type: "context", inlines: citationLine(draft.citations) }],
        });
      case "clarify":
        return answer(
          invocation,
          words(`${draft.question} ${draft.choices.map((choice) => choice.label).join(" · ")}`),
        );
      case "unavailable":
        return answer(
          invocation,
          words("I can't look this up right now. Type /rapport ticket to ask the team."),
        );
      case "abstained": {
        if (draft.distance === "far" || draft.nearest.length === 0)
          return answer(
            invocation,
            words("I have nothing on this in our documents. Type /rapport ticket to ask the team."),
          );
        return answer(invocation, {
          summary: "I have no certain answer to this.",
          blocks: [
            paragraph(text("I have no certain answer to this. Nearest in our documents:")),
            { type: "context", inlines: citationLine(draft.nearest.slice(0, 3)) },
            paragraph(text("Type /rapport ticket to ask the team.")),
          ],
        });
      }
    }
  },
});

/** The first answer to a person comes with the automated-assistant notice, here as in a thread. */
const answer =
  (invocation: Invocation, content: MessageContent): CommandWork =>
  async (stores) => {
    const { actor, now } = invocation.context;
    const isFirst = !isStaff(actor.role) && (await stores.people.takeNotice(actor.id, now));
    const blocks = isFirst
      ? [...content.blocks, { type: "context" as const, inlines: [text(noticeFor(invocation.context))] }]
      : content.blocks;
    await reply(invocation, { ...content, blocks })(stores);
  };
