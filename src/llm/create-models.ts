import { createHuggingFaceTagger, withFallbackTagger } from "../emotion/hugging-face-tagger.ts";
import type { AnswerWriter } from "../ports/answer-writer.ts";
import type { ChatModel } from "../ports/chat-model.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { EmotionTagger } from "../ports/emotion-tagger.ts";
import { type AssistantDrafts, createAssistantDrafts } from "./assistant-drafts.ts";
import { createGeneratedAnswerWriter } from "./generated-answer-writer.ts";
import { createHuggingFaceChatModel } from "./hugging-face-chat-model.ts";
import { createHuggingFaceClassifier } from "./hugging-face-classifier.ts";
import { createHuggingFaceEmbedder } from "./hugging-face-embedder.ts";
import type { ChatConfig, EmbeddingsConfig, EmotionConfig, LlmConfig } from "./llm-config.ts";
import { createOpenAiCompatibleEmbedder } from "./openai-compatible-embedder.ts";
import { createOpenAiCompatibleModel } from "./openai-compatible-model.ts";
import type { OutsideTools } from "./outside-call.ts";
import { loadPrompt } from "./prompt-files.ts";

/** What works on a bare machine, and what answers whenever an outside model cannot. */
export interface EmbeddedModels {
  readonly tagger: EmotionTagger;
  readonly answerWriter: AnswerWriter;
}

export interface Models {
  /** `null`: none is configured. */
  readonly chat: ChatModel | null;
  readonly tagger: EmotionTagger;
  /** `null`: the knowledge index uses its own projection. */
  readonly embedder: Embedder | null;
  readonly answerWriter: AnswerWriter;
  /** Drafts for agents; `null` without a chat model. */
  readonly assistant: AssistantDrafts | null;
}

/** Builds what the configuration names. No request is made and no SDK loaded before the first use. Throws `prompt.*` for a broken prompt file. */
export async function createModels(
  config: LlmConfig,
  embedded: EmbeddedModels,
  tools: OutsideTools,
): Promise<Models> {
  const chat = createChat(config.chat, tools);
  return {
    chat,
    tagger: createTagger(config.emotion, embedded.tagger, tools),
    embedder: createEmbedder(config.embeddings, tools),
    answerWriter: chat ? await createWriter(chat, embedded.answerWriter) : embedded.answerWriter,
    assistant: chat && (await createAssistant(chat)),
  };
}

function createChat(config: ChatConfig, tools: OutsideTools): ChatModel | null {
  if (config.provider === "none") return null;
  if (config.provider === "huggingface") return createHuggingFaceChatModel(config, tools);
  return createOpenAiCompatibleModel(config, tools);
}

function createTagger(config: EmotionConfig, embedded: EmotionTagger, tools: OutsideTools): EmotionTagger {
  if (config.provider === "embedded") return embedded;
  return withFallbackTagger(createHuggingFaceTagger(createHuggingFaceClassifier(config, tools)), embedded);
}

function createEmbedder(config: EmbeddingsConfig, tools: OutsideTools): Embedder | null {
  if (config.provider === "projection") return null;
  if (config.provider === "huggingface") return createHuggingFaceEmbedder(config, tools);
  return createOpenAiCompatibleEmbedder(config, tools);
}

async function createWriter(model: ChatModel, fallback: AnswerWriter): Promise<AnswerWriter> {
  const [answerPrompt, clarifyPrompt] = await Promise.all([
    loadPrompt("answer-from-passages"),
    loadPrompt("clarify-question"),
  ]);
  return createGeneratedAnswerWriter({ model, fallback, answerPrompt, clarifyPrompt });
}

async function createAssistant(model: ChatModel): Promise<AssistantDrafts> {
  const [replyPrompt, summaryPrompt] = await Promise.all([
    loadPrompt("suggest-reply"),
    loadPrompt("summarise-thread"),
  ]);
  return createAssistantDrafts({ model, replyPrompt, summaryPrompt });
}
