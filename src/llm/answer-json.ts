import { z } from "zod";

/** What a model may say: an action from a closed list, apart from the words, and for each sentence where it was read. */
export const modelAnswerSchema = z.object({
  action: z.enum(["answer", "clarify", "abstain"]),
  sentences: z
    .array(
      z.object({
        text: z.string().max(1_000),
        passage: z.number().int().min(1).max(50),
        excerpt: z.string().max(2_000),
      }),
    )
    .max(12),
  choices: z.array(z.number().int().min(1).max(50)).max(12),
});
export type ModelAnswer = z.infer<typeof modelAnswerSchema>;
export type ModelSentence = ModelAnswer["sentences"][number];

export const modelQuestionSchema = z.object({ question: z.string().max(400) });
export const modelTextSchema = z.object({ text: z.string().max(6_000) });

/** For servers that enforce a schema. */
export function toAnswerSchema(name: string, schema: z.ZodType) {
  const { $schema: _, ...rest } = z.toJSONSchema(schema);
  return { name, schema: rest };
}

/**
 * Reads the one JSON object of a model's answer, alone or inside a code fence or a sentence or two;
 * `null` for anything that does not follow the schema.
 */
export function parseModelJson<T>(answer: string, schema: z.ZodType<T>): T | null {
  const start = answer.indexOf("{");
  const end = answer.lastIndexOf("}");
  if (start < 0 || end < start) return null;
  try {
    return schema.safeParse(JSON.parse(answer.slice(start, end + 1))).data ?? null;
  } catch {
    return null;
  }
}
