import { type MessageContent, paragraph, text } from "../domain/message-content.ts";
import type { Person } from "../domain/person.ts";
import { isStaff } from "../domain/role.ts";
import type { Ticket } from "../domain/ticket.ts";
import type { HistoryEntry } from "../domain/turn.ts";
import { localDay, localTime } from "../domain/zone.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { placeOfThread, plain } from "./place.ts";
import { type Press, tell } from "./press.ts";

/** Newest messages of the thread. */
const MOST_MESSAGES = 2_000;

/** Whose a ticket's words are: its customer's, and the team's. */
export const mayRead = ({ customerId }: Ticket, reader: Person): boolean =>
  customerId === reader.id || isStaff(reader.role);

/** All that was said on a ticket, as a file to keep. The audit log names the file, so that it is erased with its customer. */
export async function transcriptMessage(
  stores: TenantStores,
  ticket: Ticket,
  reader: Person,
  now: Date,
): Promise<MessageContent> {
  const words = await transcriptOf(stores, ticket);
  const file = await stores.files.put(
    { name: `ticket-${ticket.number}.txt`, mediaType: "text/plain", bytes: new TextEncoder().encode(words) },
    now,
  );
  await stores.audit.add({
    actor: reader.id,
    action: "ticket.transcript",
    subject: ticket.customerId ?? ticket.id,
    detail: { fileId: file.fileId, number: ticket.number },
    happenedAt: now,
  });
  const lead = `What was said on ticket #${ticket.number}.`;
  return { summary: lead, blocks: [paragraph(text(lead)), { type: "file", file }] };
}

async function transcriptOf(stores: TenantStores, ticket: Ticket): Promise<string> {
  const { timeZone } = await stores.tenant.get();
  const thread = await stores.threads.get(ticket.threadId);
  const home = thread ? await placeOfThread(stores, thread) : null;
  const history = await stores.messages.listByThread(ticket.threadId, MOST_MESSAGES);
  const authorIds = history.flatMap(({ message }) => message.authorId ?? []);
  const people = new Map((await stores.people.getMany([...new Set(authorIds)])).map((one) => [one.id, one]));
  const files = await stores.attachments.list(history.map(({ message }) => message.id));
  const filesOf = (messageId: string): readonly string[] =>
    files.filter((file) => file.messageId === messageId).map(({ name }) => name);
  const where = home === null || home.channel.purpose === "direct" ? "" : `#${home.channel.name} · `;
  return [
    `Ticket #${ticket.number}: ${ticket.subject}`,
    `${where}opened ${stampOf(ticket.openedAt, timeZone)} · ${ticket.state} · times in ${timeZone}`,
    ...(history.length === MOST_MESSAGES ? ["Earlier messages are left out."] : []),
    "",
    ...history.map((entry) => lineOf(entry, people, filesOf(entry.message.id), timeZone)),
    "",
  ].join("\n");
}

function lineOf(
  { message }: HistoryEntry,
  people: ReadonlyMap<string, Person>,
  files: readonly string[],
  timeZone: string,
): string {
  const author = message.authorId === null ? undefined : people.get(message.authorId);
  const isByTeam = message.authorRole !== "bot" && isStaff(message.authorRole);
  const name = message.authorRole === "bot" ? "Rapport" : (author?.displayName ?? "Somebody");
  const words = message.deletedAt === null ? message.text : "(deleted)";
  const attached = files.length === 0 ? "" : `\n  attached: ${files.join(", ")}`;
  return `[${stampOf(message.sentAt, timeZone)}] ${name}${isByTeam ? " (support)" : ""}: ${words.replaceAll("\n", "\n  ")}${attached}`;
}

function stampOf(at: Date, timeZone: string): string {
  const { hour, minute } = localTime(at, timeZone);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${localDay(at, timeZone)} ${two(hour)}:${two(minute)}`;
}

/** From a card: the file is for the presser alone. */
export async function sendTranscript(press: Press): Promise<void> {
  const { stores, context, id } = press;
  const ticket = await stores.tickets.get(id);
  if (!ticket || !mayRead(ticket, context.actor))
    return tell(press, plain("This ticket is not there any more."));
  await tell(press, await transcriptMessage(stores, ticket, context.actor, context.now), ticket.customerId);
}
