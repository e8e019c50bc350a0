import { z } from "zod";
import { formSchema } from "../../../src/adapter-kit/form-schema.ts";
import type { Form } from "../../../src/domain/message-content.ts";
import type { Seal } from "../seal.ts";

/** Under this name our own data travels with a card's action; the inputs of the reader lie beside it. */
export const DATA_KEY = "rapport";
const FIELD_PREFIX = "field.";
export const fieldInputId = (fieldId: string): string => `${FIELD_PREFIX}${fieldId}`;

/** Where a form comes from: what it brings back goes there. */
export interface FormPlace {
  readonly channelKey: string;
  readonly threadKey: string | null;
  readonly isDirect: boolean;
}

/** What an action of our cards means. */
export type CardDeed =
  | {
      readonly type: "press";
      readonly controlId: string;
      readonly value: string;
      /** For which place the card was, where it stands in the private chat in its stead. */
      readonly place: FormPlace | null;
    }
  | {
      readonly type: "submit";
      readonly formId: string;
      readonly value: string;
      readonly values: Readonly<Record<string, string>>;
      readonly place: FormPlace;
      /** Of the one dialog that was opened. */
      readonly dialogKey: string;
    }
  /** A form that could not be opened at once is opened by this button, without the desk. */
  | { readonly type: "offer"; readonly form: Form; readonly place: FormPlace };

const place = { p: z.string().min(1), t: z.string().nullable(), d: z.boolean() };
const instead = z.object(place).optional();
const pressSchema = z.object({ c: z.string(), v: z.string(), at: instead, s: z.string() });
const menuSchema = z.object({
  c: z.string(),
  m: z.string(),
  o: z.array(z.string()),
  at: instead,
  s: z.string(),
});
const submitSchema = z.object({ f: z.string(), v: z.string(), n: z.string(), ...place, s: z.string() });
const offerSchema = z.object({ form: z.string(), ...place, s: z.string() });

export type CardData = Readonly<Record<typeof DATA_KEY, Readonly<Record<string, unknown>>>>;

export const pressData = (
  seal: Seal,
  from: FormPlace | null,
  controlId: string,
  value: string,
): CardData => ({
  [DATA_KEY]: {
    c: controlId,
    v: value,
    ...(from && { at: shortPlace(from) }),
    s: seal.sign("press", controlId, value, ...insteadParts(from)),
  },
});

/** The chosen value lies under `inputId`; only what was offered counts. */
export const menuData = (
  seal: Seal,
  from: FormPlace | null,
  controlId: string,
  inputId: string,
  values: readonly string[],
): CardData => ({
  [DATA_KEY]: {
    c: controlId,
    m: inputId,
    o: values,
    ...(from && { at: shortPlace(from) }),
    s: seal.sign("menu", controlId, inputId, ...insteadParts(from), ...values),
  },
});

export const submitData = (
  seal: Seal,
  form: Pick<Form, "formId" | "value">,
  from: FormPlace,
  dialogKey: string,
): CardData => ({
  [DATA_KEY]: {
    f: form.formId,
    v: form.value,
    n: dialogKey,
    ...shortPlace(from),
    s: seal.sign("submit", form.formId, form.value, dialogKey, ...placeParts(from)),
  },
});

export function offerData(seal: Seal, form: Form, from: FormPlace): CardData {
  const packed = JSON.stringify(form);
  return {
    [DATA_KEY]: { form: packed, ...shortPlace(from), s: seal.sign("offer", packed, ...placeParts(from)) },
  };
}

const shortPlace = ({ channelKey: p, threadKey: t, isDirect: d }: FormPlace) => ({ p, t, d });
const placeParts = ({ channelKey, threadKey, isDirect }: FormPlace): readonly string[] => [
  channelKey,
  threadKey ?? "",
  String(isDirect),
];
const insteadParts = (from: FormPlace | null): readonly string[] =>
  from === null ? [] : ["instead of", ...placeParts(from)];
const placeFrom = (data: { p: string; t: string | null; d: boolean }): FormPlace => ({
  channelKey: data.p,
  threadKey: data.t,
  isDirect: data.d,
});

/** `null` for what no card of ours holds. Pure. */
export function readCardData(data: unknown, seal: Seal): CardDeed | null {
  if (typeof data !== "object" || data === null || !Object.hasOwn(data, DATA_KEY)) return null;
  const given = data as Readonly<Record<string, unknown>>;
  const own = given[DATA_KEY];
  const press = pressSchema.safeParse(own);
  if (press.success) {
    const { c: controlId, v: value, at, s } = press.data;
    const from = at ? placeFrom(at) : null;
    const isOurs = seal.holds(s, "press", controlId, value, ...insteadParts(from));
    return isOurs ? { type: "press", controlId, value, place: from } : null;
  }
  const menu = menuSchema.safeParse(own);
  if (menu.success) {
    const { c: controlId, m, o, at, s } = menu.data;
    const from = at ? placeFrom(at) : null;
    const value = given[m];
    const isOffered = typeof value === "string" && o.includes(value);
    const isOurs = seal.holds(s, "menu", controlId, m, ...insteadParts(from), ...o);
    return isOffered && isOurs ? { type: "press", controlId, value, place: from } : null;
  }
  const submit = submitSchema.safeParse(own);
  if (submit.success) {
    const { f: formId, v: value, n: dialogKey, s } = submit.data;
    const from = placeFrom(submit.data);
    if (!seal.holds(s, "submit", formId, value, dialogKey, ...placeParts(from))) return null;
    return { type: "submit", formId, value, values: valuesIn(given), place: from, dialogKey };
  }
  const offer = offerSchema.safeParse(own);
  if (!offer.success) return null;
  const from = placeFrom(offer.data);
  if (!seal.holds(offer.data.s, "offer", offer.data.form, ...placeParts(from))) return null;
  const form = formSchema.safeParse(JSON.parse(offer.data.form));
  return form.success ? { type: "offer", form: form.data, place: from } : null;
}

function valuesIn(given: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const entries = Object.entries(given).flatMap(([name, value]) =>
    name.startsWith(FIELD_PREFIX) && typeof value === "string"
      ? [[name.slice(FIELD_PREFIX.length), value] as const]
      : [],
  );
  return Object.fromEntries(entries.filter(([name]) => name !== "__proto__"));
}
