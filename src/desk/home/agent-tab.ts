import { type Block, type Button, paragraph, text } from "../../domain/message-content.ts";
import { isUnfinished, TICKET_STATES, type Ticket } from "../../domain/ticket.ts";
import type { TenantStores } from "../../ports/stores/store.ts";
import { CONTROLS } from "../control-ids.ts";
import type { Visitor } from "./create-home.ts";
import { ticketLine } from "./ticket-words.ts";

const MOST_OWN = 12;
const MOST_FREE = 6;
/** Unassigned ones are picked from these. */
const LOOKED_THROUGH = 50;

/** The agent's own work, and what nobody has taken yet. */
export async function agentTab(stores: TenantStores, { personId, now }: Visitor): Promise<readonly Block[]> {
  const own =
    personId === null
      ? []
      : await stores.tickets.list({
          states: TICKET_STATES.filter(isUnfinished),
          assigneeId: personId,
          limit: MOST_OWN,
        });
  const open = await stores.tickets.list({ states: ["open"], limit: LOOKED_THROUGH });
  const free = open.filter(({ assigneeId }) => assigneeId === null).slice(0, MOST_FREE);
  return [
    { type: "heading", text: "Assigned to you" },
    ...(own.length === 0 ? [paragraph(text("Nothing is assigned to you."))] : []),
    ...own.flatMap((ticket) =>
      // What was assigned to them counts as taken when they say so.
      ticketBlocks(ticket, now, ticket.claimedAt === null ? GIVEN_CONTROLS : OWN_CONTROLS),
    ),
    { type: "heading", text: "Not taken yet" },
    ...(free.length === 0 ? [paragraph(text("Nothing is waiting."))] : []),
    ...free.flatMap((ticket) => ticketBlocks(ticket, now, FREE_CONTROLS)),
  ];
}

type Controls = readonly Pick<Button, "controlId" | "label" | "style">[];

const OWN_CONTROLS: Controls = [
  { controlId: CONTROLS.reply, label: "Reply", style: "primary" },
  { controlId: CONTROLS.snooze, label: "Snooze 1 h" },
  { controlId: CONTROLS.resolve, label: "Resolve" },
];
const GIVEN_CONTROLS: Controls = [
  { controlId: CONTROLS.claim, label: "Claim", style: "primary" },
  ...OWN_CONTROLS.map(({ controlId, label }) => ({ controlId, label })),
];
const FREE_CONTROLS: Controls = [
  { controlId: CONTROLS.claim, label: "Claim", style: "primary" },
  { controlId: CONTROLS.reply, label: "Reply" },
];

const ticketBlocks = (ticket: Ticket, now: Date, controls: Controls): readonly Block[] => [
  paragraph(text(`#${ticket.number} `, "bold"), text(`${ticket.subject}\n${ticketLine(ticket, now)}`)),
  {
    type: "controls",
    controls: controls.map((control) => ({ type: "button", ...control, value: ticket.id })),
  },
];
