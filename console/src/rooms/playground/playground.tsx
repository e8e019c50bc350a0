import { useEffect, useMemo } from "preact/hooks";
import type { Personas } from "../../../../adapters/web/contract.ts";
import { useLoad } from "../../lib/load.ts";
import { persona, takePersonaFromLink } from "../../lib/persona.ts";
import { Shown } from "../../ui/states.tsx";
import { createRoom } from "./room.ts";
import { readPersonas } from "./room-client.ts";
import { RoomView } from "./room-view.tsx";

/** The browser chat: one window is one persona. */
export function Playground() {
  useMemo(takePersonaFromLink, []);
  const personas = useLoad("personas", readPersonas);
  return (
    <div class="playground">
      <Shown source={personas}>{(data) => <AsPersona personas={data} />}</Shown>
    </div>
  );
}

function AsPersona({ personas }: { readonly personas: Personas }) {
  const asked = personas.people.find((person) => person.personKey === persona.value);
  const own = personas.access === "person" ? personas.people[0] : undefined;
  const you =
    asked ?? own ?? personas.people.find((person) => person.role === "customer") ?? personas.people[0];
  if (!you) {
    return (
      <div class="empty">
        <p class="empty-title">Nobody to be</p>
        <p class="empty-next">
          The room has no people yet. Restart Rapport with its sample data, or add people.
        </p>
      </div>
    );
  }
  return <Entered key={you.personKey} personaKey={you.personKey} personas={personas} />;
}

function Entered({ personaKey, personas }: { readonly personaKey: string; readonly personas: Personas }) {
  const room = useMemo(() => createRoom(personaKey), [personaKey]);
  useEffect(() => {
    void room.load();
    return () => room.leave();
  }, [room]);
  return <RoomView room={room} personas={personas} />;
}
