import type { InferenceClient } from "@huggingface/inference";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { BaseMessage } from "@langchain/core/messages";
import { z } from "zod";
import { OutsideFault } from "./outside-fault.ts";

export interface HfChatFields {
  readonly client: InferenceClient;
  readonly model: string;
  readonly maxOutputTokens: number;
}

const ROLES: Readonly<Record<string, "system" | "user" | "assistant">> = {
  system: "system",
  human: "user",
  ai: "assistant",
};

const completionSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
});

/**
 * A LangChain chat model over Hugging Face inference: the community package has none for JavaScript.
 * The class is made inside the function because its base class is loaded on first use.
 */
export async function createHfChat(fields: HfChatFields): Promise<BaseChatModel> {
  const [{ BaseChatModel }, { AIMessage }] = await Promise.all([
    import("@langchain/core/language_models/chat_models"),
    import("@langchain/core/messages"),
  ]);

  class HfChat extends BaseChatModel {
    override _llmType(): string {
      return "hugging-face";
    }

    override async _generate(messages: BaseMessage[], options: this["ParsedCallOptions"]) {
      const answer: unknown = await fields.client.chatCompletion(
        {
          model: fields.model,
          messages: messages.map((message) => ({
            role: ROLES[message.type] ?? "user",
            content: message.text,
          })),
          temperature: 0,
          max_tokens: fields.maxOutputTokens,
        },
        { signal: options.signal },
      );
      const parsed = completionSchema.safeParse(answer);
      const text = parsed.data?.choices[0]?.message.content;
      if (text === undefined) throw new OutsideFault("unreadable");
      return { generations: [{ text, message: new AIMessage(text) }] };
    }
  }

  return new HfChat({ maxRetries: 0 });
}
