import { z } from "zod";

export const OPS_ORDER = "ops";

/** The command line as it was typed, and who typed it. */
export const opsOrder = z.object({
  words: z.array(z.string().max(200)).max(1_000),
  actor: z.string().max(100),
});

export const opsAnswer = z.object({
  text: z.string(),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(2)]),
});
