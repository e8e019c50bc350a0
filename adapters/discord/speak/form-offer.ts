import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Form, MessageContent } from "../../../src/domain/message-content.ts";
import { DISCORD_LIMITS } from "../limits.ts";
import { customIdOf } from "../thread-key.ts";

/** A press that the adapter answers itself, and no desk ever sees. */
export const REOPEN_CONTROL = "discord.form";

/**
 * Forms that came too late for their first press, until their button is pressed; a button holds too little to carry one.
 * It carries the first press itself, which is made again by whoever does not remember the form.
 */
export interface FormOffers {
  /** `again`: control and value of the first press; left out where a command asked for the form. */
  offer(form: Form, again?: string): MessageContent;
  find(value: string): { readonly form: Form | null; readonly again: string | null };
}

const MOST_KEPT = 1_000;
const valueShape = z.string().regex(/^[0-9a-f]{8}\.\d{1,9}(?:~.+)?$/s);
const SEPARATOR = "~";

export function createFormOffers(): FormOffers {
  const kept = new Map<string, Form>();
  // Another process counts from one too: its buttons must find no form of ours.
  const life = randomUUID().slice(0, 8);
  let made = 0;
  return {
    offer(form, again) {
      const [oldest] = kept.keys();
      if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      made += 1;
      const key = `${life}.${made}`;
      kept.set(key, form);
      const whole = again === undefined ? key : `${key}${SEPARATOR}${again}`;
      const fits = customIdOf(REOPEN_CONTROL, whole, 0).length <= DISCORD_LIMITS.customId;
      const words = "That took too long. Press here:";
      return {
        summary: words,
        blocks: [
          { type: "paragraph", inlines: [{ type: "text", text: words }] },
          {
            type: "controls",
            controls: [
              {
                type: "button",
                controlId: REOPEN_CONTROL,
                label: form.title,
                value: fits ? whole : key,
                style: "primary",
              },
            ],
          },
        ],
      };
    },
    find(value) {
      if (!valueShape.safeParse(value).success) return { form: null, again: null };
      const [key = "", ...again] = value.split(SEPARATOR);
      return { form: kept.get(key) ?? null, again: again.length > 0 ? again.join(SEPARATOR) : null };
    },
  };
}
