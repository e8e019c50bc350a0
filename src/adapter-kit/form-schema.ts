import { z } from "zod";

const option = z.object({ label: z.string(), value: z.string() });
const field = {
  fieldId: z.string(),
  label: z.string(),
  value: z.string().optional(),
  optional: z.boolean().optional(),
};

/** A form that a platform gave back as it was given. */
export const formSchema = z.object({
  formId: z.string(),
  title: z.string(),
  submitLabel: z.string(),
  value: z.string(),
  fields: z.array(
    z.discriminatedUnion("type", [
      z.object({ ...field, type: z.literal("text"), multiline: z.boolean().optional() }),
      z.object({ ...field, type: z.literal("select"), options: z.array(option) }),
    ]),
  ),
});
