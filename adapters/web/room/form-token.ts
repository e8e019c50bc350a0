import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { webFault } from "../errors.ts";

/** What the room remembers of an opened form, sealed and kept by the window: nothing of it can be changed there. */
const openedFormSchema = z.object({
  formId: z.string(),
  value: z.string(),
  personKey: z.string(),
  channelKey: z.string(),
  threadKey: z.string().nullable(),
  fieldIds: z.array(z.string()),
  required: z.array(z.string()),
  expiresAtMs: z.number(),
});
export type OpenedForm = z.infer<typeof openedFormSchema>;

const signatureOf = (secret: Buffer, body: string): Buffer =>
  createHmac("sha256", secret).update(body).digest();

export function sealForm(secret: Buffer, form: OpenedForm): string {
  const body = Buffer.from(JSON.stringify(form)).toString("base64url");
  return `${body}.${signatureOf(secret, body).toString("base64url")}`;
}

/** Throws `web.form-expired` for a token that is forged, too old or another person's. */
export function unsealForm(secret: Buffer, token: string, personKey: string, now: Date): OpenedForm {
  const [body = "", signature = ""] = token.split(".");
  const given = Buffer.from(signature, "base64url");
  const expected = signatureOf(secret, body);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw expired();
  const form = openedFormSchema.parse(JSON.parse(Buffer.from(body, "base64url").toString("utf8")));
  if (form.personKey !== personKey || form.expiresAtMs <= now.getTime()) throw expired();
  return form;
}

const expired = () =>
  webFault("web.form-expired", "This form can no longer be sent.", "Open the form again.");
