import { z } from "zod";
import type { Form, MessageContent } from "../../../src/domain/message-content.ts";

/** A press that the adapter answers itself, and no desk ever sees. */
export const REOPEN_CONTROL = "discord.form";

/** Forms that came too late for their first press, until their button is pressed; a button holds too little to carry one. */
export interface FormOffers {
  offer(form: Form): MessageContent;
  find(key: string): Form | null;
}

const MOST_KEPT = 1_000;
const keyShape = z.string().regex(/^\d{1,9}$/);

export function createFormOffers(): FormOffers {
  const kept = new Map<string, Form>();
  let made = 0;
  return {
    offer(form) {
      const [oldest] = kept.keys();
      if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      made += 1;
      const key = String(made);
      kept.set(key, form);
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
                value: key,
                style: "primary",
              },
            ],
          },
        ],
      };
    },
    find: (key) => (keyShape.safeParse(key).success ? (kept.get(key) ?? null) : null),
  };
}
