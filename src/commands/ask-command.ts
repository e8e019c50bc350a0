import { citationLine } from "../desk/answer-message.ts";
import { audienceOf } from "../domain/channel.ts";
import { paragraph, text } from "../domain/message-content.ts";
import type { AnswerWriter } from "../ports/answer-writer.ts";
import type { KnowledgeIndex } from "../ports/knowledge-index.ts";
import { type Command, reply, words } from "./command.ts";

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
        return reply(invocation, {
          summary: draft.text,
          blocks: [paragraph(text(draft.text)), { type: "context", inlines: citationLine(draft.citations) }],
        });
      case "clarify":
        return reply(
          invocation,
          words(`${draft.question} ${draft.choices.map((choice) => choice.label).join(" · ")}`),
        );
      case "unavailable":
        return reply(
          invocation,
          words("I can't look this up right now. Type /rapport ticket to ask the team."),
        );
      case "abstained": {
        if (draft.distance === "far" || draft.nearest.length === 0)
          return reply(
            invocation,
            words("I have nothing on this in our documents. Type /rapport ticket to ask the team."),
          );
        return reply(invocation, {
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
