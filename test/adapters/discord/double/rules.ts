import { z } from "zod";

/** What Discord refuses, by its published limits; everything else it takes. */
const text = (max: number) => z.string().min(1).max(max);

const button = z.object({
  type: z.literal(2),
  style: z.number().int().min(1).max(4),
  label: text(80),
  custom_id: text(100),
});
const option = z.object({ label: text(100), value: text(100), default: z.boolean().optional() });
const menu = z.object({
  type: z.literal(3),
  custom_id: text(100),
  placeholder: text(150).optional(),
  options: z.array(option).min(1).max(25),
});
const row = z.object({
  type: z.literal(1),
  components: z.union([z.array(button).min(1).max(5), z.array(menu).length(1)]),
});

const embed = z.object({
  title: text(256).optional(),
  description: text(4_096).optional(),
  color: z.number().int().min(0).max(0xff_ff_ff).optional(),
  fields: z
    .array(z.object({ name: text(256), value: text(1_024), inline: z.boolean().optional() }))
    .max(25)
    .optional(),
  image: z.object({ url: z.string().regex(/^attachment:\/\/[\w.-]+$/) }).optional(),
});

export const messageBody = z
  .object({
    content: z.string().max(2_000).default(""),
    embeds: z.array(embed).max(10).default([]),
    components: z.array(row).max(5).default([]),
    flags: z.number().int().default(0),
    allowed_mentions: z
      .object({
        parse: z.array(z.enum(["roles", "users", "everyone"])).optional(),
        users: z.array(z.string()).max(100).optional(),
        replied_user: z.boolean().optional(),
      })
      .optional(),
    nonce: z.string().max(25).optional(),
    enforce_nonce: z.boolean().optional(),
    attachments: z
      .array(
        z.object({ id: z.string(), filename: z.string(), description: z.string().max(1_024).optional() }),
      )
      .max(10)
      .optional(),
    message_reference: z
      .object({ message_id: z.string(), fail_if_not_exists: z.boolean().optional() })
      .optional(),
  })
  .superRefine(({ embeds, components }, context) => {
    const words = embeds.reduce(
      (total, { title = "", description = "", fields = [] }) =>
        total +
        title.length +
        description.length +
        fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0),
      0,
    );
    if (words > 6_000) context.addIssue({ code: "custom", message: "embeds are too long together" });
    const ids = components.flatMap((one) => one.components.map(({ custom_id }) => custom_id));
    if (new Set(ids).size < ids.length) context.addIssue({ code: "custom", message: "custom_id twice" });
    for (const one of components)
      for (const part of one.components)
        if (part.type === 3 && new Set(part.options.map(({ value }) => value)).size < part.options.length)
          context.addIssue({ code: "custom", message: "option value twice" });
  });
export type MessageBody = z.infer<typeof messageBody>;

export const newMessage = messageBody.refine(
  ({ content, embeds, attachments, components }) =>
    content.trim() !== "" || embeds.length > 0 || (attachments ?? []).length > 0 || components.length > 0,
  "cannot send an empty message",
);

export const modalBody = z.object({
  custom_id: text(100),
  title: text(45),
  components: z
    .array(
      z.object({
        type: z.literal(18),
        label: text(45),
        component: z.discriminatedUnion("type", [
          z.object({
            type: z.literal(4),
            custom_id: text(100),
            style: z.union([z.literal(1), z.literal(2)]),
            required: z.boolean().optional(),
            max_length: z.number().int().min(1).max(4_000).optional(),
            value: z.string().max(4_000).optional(),
          }),
          menu.extend({ required: z.boolean().optional() }),
        ]),
      }),
    )
    .min(1)
    .max(5),
});
export type ModalBody = z.infer<typeof modalBody>;

const threadName = text(100);
const fold = z.union([z.literal(60), z.literal(1_440), z.literal(4_320), z.literal(10_080)]).optional();
export const messageThreadBody = z.object({ name: threadName, auto_archive_duration: fold });
export const threadBody = z.object({
  name: threadName,
  auto_archive_duration: fold,
  type: z.union([z.literal(10), z.literal(11), z.literal(12)]).optional(),
  invitable: z.boolean().optional(),
  message: newMessage.optional(),
  applied_tags: z.array(z.string()).max(5).optional(),
});
export const threadChange = z.object({
  name: threadName.optional(),
  archived: z.boolean().optional(),
  locked: z.boolean().optional(),
  applied_tags: z.array(z.string()).max(5).optional(),
});

interface CommandOption {
  readonly type: number;
  readonly name: string;
  readonly required?: boolean | undefined;
  readonly options?: readonly CommandOption[] | undefined;
}
const commandOption: z.ZodType<CommandOption> = z.lazy(() =>
  z
    .object({
      type: z.number().int().min(1).max(11),
      name: z.string().regex(/^[-_\p{L}\p{N}]{1,32}$/u),
      description: text(100),
      required: z.boolean().optional(),
      autocomplete: z.boolean().optional(),
      choices: z
        .array(z.object({ name: text(100), value: text(100) }))
        .max(25)
        .optional(),
      options: z.array(commandOption).max(25).optional(),
    })
    .refine(({ autocomplete, choices }) => !(autocomplete && choices), "both choices and autocomplete"),
);
const inOrder = (options: readonly CommandOption[]): boolean => {
  const required = options.map((one) => one.required ?? false);
  return required.every((is, at) => !is || required.slice(0, at).every(Boolean));
};
export const commandsBody = z
  .array(
    z.object({
      name: z.string().min(1).max(32),
      type: z.number().int().min(1).max(3).default(1),
      description: z.string().max(100).default(""),
      options: z.array(commandOption).max(25).default([]),
      contexts: z.array(z.number()).optional(),
      integration_types: z.array(z.number()).optional(),
    }),
  )
  .max(100)
  .refine(
    (commands) => commands.every(({ type, name }) => type !== 1 || /^[-_\p{Ll}\p{N}]{1,32}$/u.test(name)),
    "a slash command has a small name",
  )
  .refine((commands) => commands.every(({ options }) => inOrder(options)), "required options come first");
export type Commands = z.infer<typeof commandsBody>;
