import { randomUUID } from "node:crypto";
import { type Channel, newChannel } from "../domain/channel.ts";
import { withDeclared } from "../domain/declared-setup.ts";
import { RapportError } from "../domain/errors.ts";
import type { ChannelRef, InboundEvent, MessagePosted } from "../domain/inbound-event.ts";
import type { Person } from "../domain/person.ts";
import { addMs } from "../domain/time.ts";
import type { Place } from "../ports/stores/ingest-store.ts";
import type { TenantStores } from "../ports/stores/store.ts";
import { keepStaffRole, resolveRole } from "../privacy/resolve-role.ts";
import { SAME_REQUEST_MS, SESSION_GAP_MS } from "./find-thread.ts";
import { staleTurn } from "./stale-turn.ts";

/** What an event says of channel and person that the tables do not; written by the closing transaction. */
export interface Unsaved {
  readonly channel: { readonly ref: ChannelRef; readonly isNew: boolean } | null;
  readonly person: { readonly isNew: boolean } | null;
}

/** Where an event happened and who did it, known or planned. */
export interface FoundPlace extends Omit<Place, "channel" | "person"> {
  readonly channel: Channel;
  readonly person: Person;
  readonly unsaved: Unsaved;
}

/** Reads only. What is new has its id already, so that a turn can be judged before anything is written. */
export async function findPlace(
  stores: Pick<TenantStores, "ingest">,
  workspaceId: string,
  event: InboundEvent,
): Promise<FoundPlace> {
  const at = new Date(event.occurredAt);
  const found = await stores.ingest.findPlace({
    workspaceId,
    channelKey: event.channel.channelKey,
    personKey: event.actor.personKey,
    ...keysOf(event),
    directSince: addMs(at, -SESSION_GAP_MS),
    since: addMs(at, -SAME_REQUEST_MS),
  });
  if (found === null) throw workspaceMissing();
  const channel = channelOf(found, event.channel);
  const person = personOf(found, event, channel);
  return {
    ...found,
    channel,
    person,
    unsaved: {
      channel: channel === found.channel ? null : { ref: event.channel, isNew: found.channel === null },
      person: person === found.person ? null : { isNew: found.person === null },
    },
  };
}

/** By which keys a message and its thread are looked up. */
export const threadKeysOf = (event: MessagePosted) => ({
  messageKey: event.messageKey,
  threadKey: event.threadKey ?? event.messageKey,
  rootKey: event.threadKey ?? event.replyToKey,
});

const keysOf = (event: InboundEvent) =>
  event.kind === "message-posted"
    ? threadKeysOf(event)
    : {
        messageKey: "messageKey" in event ? event.messageKey : null,
        threadKey: null,
        rootKey: null,
      };

function channelOf({ channel, workspace }: Place, ref: ChannelRef): Channel {
  if (channel !== null)
    return ref.name === "" || ref.name === channel.name ? channel : { ...channel, name: ref.name };
  return withDeclared(newChannel(workspace.id, ref, randomUUID()), workspace.declared);
}

function personOf({ person, workspace }: Place, { actor }: InboundEvent, channel: Channel): Person {
  const read = resolveRole(actor, workspace, channel.purpose);
  const role = keepStaffRole(person?.role ?? null, read, actor);
  const { personKey, displayName } = actor;
  if (person !== null)
    return person.role === role && person.displayName === displayName
      ? person
      : { ...person, role, displayName };
  const nothing = { optedOutAt: null, noticeAt: null };
  return { id: randomUUID(), workspaceId: workspace.id, personKey, displayName, role, ...nothing };
}

/** Writes what is new of channel and person; stale when somebody else wrote it meanwhile under another id. */
export async function savePlace(
  stores: Pick<TenantStores, "channels" | "people">,
  { channel, person, unsaved }: Pick<FoundPlace, "channel" | "person" | "unsaved">,
  now: Date,
): Promise<void> {
  if (unsaved.channel !== null) {
    const saved = await stores.channels.ensure(channel.workspaceId, unsaved.channel.ref, now, channel.id);
    if (saved.id !== channel.id) throw staleTurn();
  }
  if (unsaved.person !== null) {
    const { id, workspaceId, personKey, displayName, role } = person;
    const saved = await stores.people.ensure({ id, workspaceId, personKey, displayName, role, now });
    if (saved.id !== id) throw staleTurn();
  }
}

const workspaceMissing = (): RapportError =>
  new RapportError(
    "workspace.missing",
    "The workspace of an event is not there any more.",
    "Install Rapport in the workspace again, then replay the dead letter.",
  );
