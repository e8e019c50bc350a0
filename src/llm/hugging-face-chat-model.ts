import type { ChatModel } from "../ports/chat-model.ts";
import { answerTextOf, MAX_ANSWER_BYTES } from "./answer-text.ts";
import { createHfChat } from "./hf-chat.ts";
import { createHuggingFaceClient } from "./hugging-face-client.ts";
import { lazy } from "./lazy.ts";
import { createOutsideCall, type OutsideCallOptions, type OutsideTools } from "./outside-call.ts";
import type { Secret } from "./secret.ts";

export interface HuggingFaceChatOptions {
  readonly token: Secret | null;
  readonly model: string;
  /** Own endpoint (TGI, an Inference Endpoint); `null` for the hosted router. */
  readonly endpointUrl: string | null;
  readonly deadlineMs: number;
  readonly maxOutputTokens: number;
  readonly guard?: Partial<OutsideCallOptions>;
}

/** Chat through Hugging Face: hosted, or an endpoint of one's own. JSON is asked for by the prompt alone. */
export function createHuggingFaceChatModel(options: HuggingFaceChatOptions, tools: OutsideTools): ChatModel {
  const name = `huggingface:${options.model}`;
  const call = createOutsideCall(
    { room: "llm", name, deadlineMs: options.deadlineMs, ...options.guard },
    tools,
  );
  const chat = lazy(async () => {
    const client = await createHuggingFaceClient({ ...options, maxBytes: MAX_ANSWER_BYTES }, tools);
    return createHfChat({ client, model: options.model, maxOutputTokens: options.maxOutputTokens });
  });
  return {
    name,
    prepare: async () => {
      await chat();
    },
    complete: (prompt, signal) =>
      call(async (inner) => {
        const model = await chat();
        const message = await model.invoke(
          [
            ["system", prompt.system],
            ["human", prompt.user],
          ],
          { signal: inner },
        );
        return answerTextOf(message);
      }, signal),
  };
}
