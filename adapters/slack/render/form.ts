import { cleanChatText, shortenText } from "../../../src/domain/chat-text.ts";
import type { Form, FormField, MessageContent } from "../../../src/domain/message-content.ts";
import { SLACK_LIMITS as LIMITS } from "../limits.ts";
import { withinOne } from "../render-message.ts";
import { type FormPlace, formPlaceText } from "../thread-key.ts";
import type { InputElement, PlainText, SlackBlock } from "./blocks.ts";
import { renderOptions } from "./controls.ts";
import { messageBlocks, NO_UPLOADS } from "./message-blocks.ts";
import { plainText } from "./words.ts";

/** As views.open takes it. */
export interface SlackModal {
  readonly type: "modal";
  readonly callback_id: string;
  readonly private_metadata: string;
  readonly title: PlainText;
  readonly submit: PlainText;
  readonly close: PlainText;
  readonly blocks: readonly SlackBlock[];
}

/** Something to read and nothing to fill in. */
type SlackNotice = Pick<SlackModal, "type" | "title" | "close" | "blocks">;

/** Words in a window of their own. Pure. */
export const renderNotice = (title: string, content: MessageContent): SlackNotice => ({
  type: "modal",
  title: plainText(title, LIMITS.viewTitle),
  close: plainText("Close", LIMITS.viewButton),
  blocks: withinOne(messageBlocks(content, NO_UPLOADS), LIMITS.viewBlocks),
});

/** A neutral form as a modal. A field is its block, so that an answer and an objection find it by name. Pure. */
export function renderForm(form: Form, place: Omit<FormPlace, "value">): SlackModal {
  return {
    type: "modal",
    callback_id: form.formId.slice(0, LIMITS.callbackId),
    private_metadata: formPlaceText({ ...place, value: form.value }).slice(0, LIMITS.privateMetadata),
    title: plainText(form.title, LIMITS.viewTitle),
    submit: plainText(form.submitLabel, LIMITS.viewButton),
    close: plainText("Cancel", LIMITS.viewButton),
    blocks: form.fields.filter(canBeShown).slice(0, LIMITS.viewBlocks).map(renderField),
  };
}

/** Slack refuses a menu without entries. */
const canBeShown = (field: FormField): boolean => field.type === "text" || field.options.length > 0;

const renderField = (field: FormField): SlackBlock => ({
  type: "input",
  block_id: field.fieldId.slice(0, LIMITS.blockId),
  label: plainText(field.label, LIMITS.fieldLabel),
  element: renderElement(field),
  optional: field.optional ?? false,
});

function renderElement(field: FormField): InputElement {
  const action_id = field.fieldId.slice(0, LIMITS.actionId);
  if (field.type === "text") {
    const value = shortenText(cleanChatText(field.value ?? ""), LIMITS.fieldValue);
    return {
      type: "plain_text_input",
      action_id,
      multiline: field.multiline ?? false,
      max_length: LIMITS.fieldValue,
      ...(value !== "" && { initial_value: field.multiline ? value : value.replace(/\s*\n\s*/g, " ") }),
    };
  }
  const options = renderOptions(field.options);
  const chosen = options.find(({ value }) => value === field.value);
  return { type: "static_select", action_id, options, ...(chosen && { initial_option: chosen }) };
}
