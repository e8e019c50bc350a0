import { formSchema } from "../../../src/adapter-kit/form-schema.ts";
import type { Form, MessageContent } from "../../../src/domain/message-content.ts";
import type { CallOutcome } from "../errors.ts";
import { SLACK_LIMITS } from "../limits.ts";
import { renderForm } from "../render/form.ts";
import { anyAnswer, type Line } from "./line.ts";
import type { Address } from "./posting.ts";

/** A press that the adapter answers itself, and no desk ever sees. */
export const REOPEN_CONTROL = "slack.open-form";

const TOO_LATE = new Set([
  "expired_trigger_id",
  "trigger_expired",
  "exchanged_trigger_id",
  "trigger_exchanged",
]);
export const isTooLate = (code: string): boolean => TOO_LATE.has(code);

/** Slack gives 3 s from the press. */
export const openModal = (
  line: Line,
  triggerId: string,
  form: Form,
  { channel, thread_ts }: Address,
): Promise<CallOutcome<object>> => {
  const isDirect = channel.startsWith("D");
  const place = { channelKey: channel, threadKey: thread_ts, isDirect, isPrivate: isDirect ? true : null };
  return line.call("views.open", { trigger_id: triggerId, view: renderForm(form, place) }, anyAnswer);
};

/** The form as a button's value. What was filled in is left out where it does not fit; `null` when the rest does not. */
export function packForm(form: Form): string | null {
  const whole = JSON.stringify(form);
  if (whole.length <= SLACK_LIMITS.buttonValue) return whole;
  const fields = form.fields.map(({ value: _value, ...rest }) => rest);
  const bare = JSON.stringify({ ...form, fields });
  return bare.length <= SLACK_LIMITS.buttonValue ? bare : null;
}

/** `null` for what is no form of ours. */
export function unpackForm(packed: string): Form | null {
  try {
    return formSchema.parse(JSON.parse(packed));
  } catch {
    return null;
  }
}

/** The form could not be opened in time: a press opens it at once, without the desk. */
export function offerForm(form: Form): MessageContent {
  const packed = packForm(form);
  const words = packed === null ? `Press again to open “${form.title}”.` : "That took too long.";
  return {
    summary: words,
    blocks: [
      { type: "paragraph", inlines: [{ type: "text", text: words }] },
      ...(packed === null
        ? []
        : [
            {
              type: "controls" as const,
              controls: [
                {
                  type: "button" as const,
                  controlId: REOPEN_CONTROL,
                  label: form.title,
                  value: packed,
                  style: "primary" as const,
                },
              ],
            },
          ]),
    ],
  };
}
