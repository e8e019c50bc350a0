import { randomUUID } from "node:crypto";
import { paragraph, text } from "../domain/message-content.ts";
import { CONTROLS } from "./control-ids.ts";
import { forgetPerson } from "./forget-person.ts";
import { ephemeral, plain } from "./place.ts";
import type { Press } from "./press.ts";

/** Export and erasure of one's own data; nobody else's id is honoured here. */
export async function onPrivacyControl({ stores, context, event, place, id }: Press): Promise<void> {
  const { actor, now } = context;
  if (id !== actor.id) return;
  const causeKey = `e:${event.dedupeKey}:privacy`;
  const workspaceId = context.workspace.id;
  if (event.controlId === CONTROLS.privacyErase) {
    await stores.outbox.add({
      workspaceId,
      causeKey,
      outbound: ephemeral(place, actor, event.interactionKey, askToConfirm(actor.id)),
    });
    return;
  }
  if (event.controlId === CONTROLS.privacyExport) {
    const exported = await stores.privacy.export(actor.id);
    const bytes = new TextEncoder().encode(
      JSON.stringify({ exportedAt: now.toISOString(), ...exported }, null, 2),
    );
    const file = await stores.files.put(
      { name: "rapport-my-data.json", mediaType: "application/json", bytes },
      now,
    );
    await stores.audit.add({
      actor: actor.id,
      action: "privacy.export",
      subject: actor.id,
      detail: { fileId: file.fileId },
      happenedAt: now,
    });
    const content = {
      summary: "Everything that is stored about you.",
      blocks: [paragraph(text("Everything that is stored about you:")), { type: "file" as const, file }],
    };
    await stores.outbox.add({
      workspaceId,
      causeKey,
      outbound: ephemeral(place, actor, event.interactionKey, content),
    });
    return;
  }
  const erased = await forgetPerson(stores, actor, now);
  const rows = Object.values(erased).reduce((sum, count) => sum + count, 0);
  await stores.audit.add({
    actor: "customer",
    action: "privacy.erase",
    subject: "a person",
    detail: { rows },
    happenedAt: now,
  });
  await stores.outbox.add({
    workspaceId,
    // The press names the person; the erased leave no such name behind.
    causeKey: `erased:${randomUUID()}`,
    outbound: ephemeral(
      place,
      actor,
      event.interactionKey,
      plain(
        `Erased: ${rows} rows in ${Object.values(erased).filter((count) => count > 0).length} tables, on ${now.toISOString().slice(0, 16).replace("T", " ")} UTC.`,
      ),
    ),
  });
}

function askToConfirm(personId: string) {
  const question = "Erase your messages, readings, ratings and tickets' words for good?";
  return {
    summary: question,
    blocks: [
      paragraph(text(question)),
      {
        type: "controls" as const,
        controls: [
          {
            type: "button" as const,
            controlId: CONTROLS.privacyEraseConfirmed,
            label: "Erase for good",
            value: personId,
            style: "danger" as const,
          },
        ],
      },
    ],
  };
}
