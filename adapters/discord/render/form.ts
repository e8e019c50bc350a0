import { cleanChatText, shortenText } from "../../../src/domain/chat-text.ts";
import type { Form, FormField } from "../../../src/domain/message-content.ts";
import { DISCORD_LIMITS as LIMITS } from "../limits.ts";
import { customIdOf } from "../thread-key.ts";
import { renderOptions } from "./controls.ts";
import { plainWords } from "./markup.ts";
import type { MenuPart } from "./parts.ts";

interface TextInput {
  readonly type: 4;
  readonly custom_id: string;
  /** 1 one line, 2 several. */
  readonly style: 1 | 2;
  readonly required: boolean;
  readonly max_length: number;
  readonly value?: string;
}

/** As the answer to an interaction takes it. */
export interface DiscordModal {
  readonly custom_id: string;
  readonly title: string;
  readonly components: readonly {
    readonly type: 18;
    readonly label: string;
    readonly component: TextInput | (Omit<MenuPart, "placeholder"> & { readonly required: boolean });
  }[];
}

/** A neutral form as a modal; `null` when its id is too long to come back whole. Pure. */
export function renderForm(form: Form): DiscordModal | null {
  const custom_id = customIdOf(form.formId, form.value, 0);
  if (custom_id.length > LIMITS.customId) return null;
  return {
    custom_id,
    title: plainWords(form.title, LIMITS.modalTitle),
    components: form.fields
      .filter(canBeShown)
      .slice(0, LIMITS.modalFields)
      .map((field) => ({
        type: 18,
        label: plainWords(field.label, LIMITS.fieldLabel),
        component: renderField(field),
      })),
  };
}

/** Discord refuses a menu without entries. */
const canBeShown = (field: FormField): boolean =>
  field.type === "text" || renderOptions(field.options).length > 0;

function renderField(field: FormField): DiscordModal["components"][number]["component"] {
  const custom_id = field.fieldId.slice(0, LIMITS.customId);
  const required = !(field.optional ?? false);
  if (field.type === "select")
    return { type: 3, custom_id, required, options: renderOptions(field.options, field.value) };
  const value = shortenText(cleanChatText(field.value ?? ""), LIMITS.inputValue);
  return {
    type: 4,
    custom_id,
    style: field.multiline ? 2 : 1,
    required,
    max_length: LIMITS.inputValue,
    ...(value !== "" && { value: field.multiline ? value : value.replace(/\s*\n\s*/g, " ") }),
  };
}
