import { z } from "zod";

/** What the runner asks of a trial's process. */
export const trialOrder = z.object({
  scenarioId: z.string(),
  size: z.number(),
  seed: z.number(),
  folder: z.string(),
  template: z.object({ kind: z.enum(["pglite", "postgres"]), place: z.string() }),
});
export type TrialOrder = z.infer<typeof trialOrder>;

/** What a trial's process tells. */
export const trialNews = z.discriminatedUnion("type", [
  z.object({ type: z.literal("progress"), done: z.number() }),
  z.object({ type: z.literal("database"), url: z.string() }),
  z.object({
    type: z.literal("verdict"),
    violations: z.array(z.string()),
    slow: z.array(z.string()),
    figures: z.record(z.string(), z.number()),
  }),
  z.object({ type: z.literal("fault"), message: z.string() }),
]);
export type TrialNews = z.infer<typeof trialNews>;
