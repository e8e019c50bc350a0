import { expect, it } from "vitest";
import { createDirectory } from "../../../adapters/web/room/directory.ts";
import type { RoomMember } from "../../../src/ports/stores/web-room-store.ts";
import { createFakeClock } from "../../fakes/clock.ts";

it("takes nobody for unknown while the people are being read", async () => {
  const vera: RoomMember = { personKey: "vera", displayName: "Vera", role: "customer" };
  let answer: (members: readonly RoomMember[]) => void = () => undefined;
  const store: Parameters<typeof createDirectory>[0] = {
    members: () => new Promise((resolve) => (answer = resolve)),
    places: async () => [],
    putMembers: async () => undefined,
    putPlaces: async () => undefined,
  };
  const clock = createFakeClock("2026-03-03T09:00:00.000Z");
  const directory = createDirectory(store, clock, { personKeys: [], channelKeys: [] });
  const asked = [directory.member("vera"), directory.member("vera")];
  await Promise.resolve();
  answer([vera]);
  expect(await Promise.all(asked)).toEqual([vera, vera]);
});
