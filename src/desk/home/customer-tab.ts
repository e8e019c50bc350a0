import { type Block, paragraph, text } from "../../domain/message-content.ts";
import { HOME_CONTROLS } from "../../ports/home.ts";
import type { TenantStores } from "../../ports/stores/store.ts";
import type { Visitor } from "./create-home.ts";
import { STATE_WORDS } from "./ticket-words.ts";

const SHOWN = 10;

/** What became of one's own tickets, and how to ask. */
export async function customerTab(stores: TenantStores, visitor: Visitor): Promise<readonly Block[]> {
  const { personId } = visitor;
  const tickets = personId === null ? [] : await stores.tickets.list({ customerId: personId, limit: SHOWN });
  return [
    { type: "heading", text: "Your tickets" },
    tickets.length === 0
      ? paragraph(text("None so far. Ask a question under Messages; if I am not sure, the team answers."))
      : {
          type: "list",
          items: tickets.map(({ number, subject, state }) => [
            text(`#${number}`, "bold"),
            text(` ${subject} · ${STATE_WORDS[state]}`),
          ]),
        },
    {
      type: "controls",
      controls: [
        {
          type: "button",
          controlId: HOME_CONTROLS.command,
          label: "Open a ticket",
          value: "rapport ticket",
          style: "primary",
        },
        {
          type: "button",
          controlId: HOME_CONTROLS.command,
          label: "What is kept about me",
          value: "rapport privacy",
        },
      ],
    },
  ];
}
