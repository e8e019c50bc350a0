import { cleanChatText, shortenText } from "../../../src/domain/chat-text.ts";
import type { Form, FormField } from "../../../src/domain/message-content.ts";
import { TEAMS_LIMITS as LIMITS } from "../limits.ts";
import type { Seal } from "../seal.ts";
import { type FormPlace, fieldInputId, submitData } from "./card-data.ts";
import type { AdaptiveCard, CardInput } from "./elements.ts";
import { plainText } from "./words.ts";

/** What Teams opens as a dialog. */
export interface Dialog {
  readonly title: string;
  readonly card: AdaptiveCard;
}

/** A neutral form as a dialog; `dialogKey` is this one's own, by which it is known when it is sent twice. Pure. */
export function renderForm(form: Form, from: FormPlace, seal: Seal, dialogKey: string): Dialog {
  const title = plainText(form.title, LIMITS.dialogTitle);
  return {
    title,
    card: {
      type: "AdaptiveCard",
      version: "1.5",
      $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
      body: form.fields.filter(canBeShown).slice(0, LIMITS.formFields).map(renderField),
      actions: [
        {
          type: "Action.Submit",
          title: plainText(form.submitLabel, LIMITS.buttonText),
          data: submitData(seal, form, from, dialogKey),
          associatedInputs: "auto",
        },
      ],
      msteams: { width: "Full" },
    },
  };
}

/** A menu without entries can never be filled in. */
const canBeShown = (field: FormField): boolean => field.type === "text" || field.options.length > 0;

function renderField(field: FormField): CardInput {
  const label = plainText(field.label, LIMITS.labelText);
  const shared = {
    id: fieldInputId(field.fieldId),
    label,
    isRequired: !(field.optional ?? false),
    ...(!field.optional && { errorMessage: "Needed" }),
  };
  if (field.type === "text") {
    const value = shortenText(cleanChatText(field.value ?? ""), LIMITS.fieldText);
    return {
      type: "Input.Text",
      ...shared,
      isMultiline: field.multiline ?? false,
      maxLength: LIMITS.fieldText,
      ...(value !== "" && { value: field.multiline ? value : value.replace(/\s*\n\s*/g, " ") }),
    };
  }
  const choices = field.options.map((option) => ({
    title: plainText(option.label, LIMITS.optionText),
    value: option.value,
  }));
  const isOffered = choices.some(({ value }) => value === field.value);
  return {
    type: "Input.ChoiceSet",
    ...shared,
    style: "compact",
    choices,
    ...(isOffered && field.value !== undefined && { value: field.value }),
  };
}
