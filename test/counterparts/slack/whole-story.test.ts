import { describeWholeStory } from "../../adapters/slack/story/whole-story.ts";
import { openEmulatedStage, type Way } from "./emulated-stage.ts";
import { freshDatabase } from "./fresh-database.ts";

const OPEN_MS = 180_000;
const WAYS: readonly Way[] = ["requests", "socket"];

for (const way of WAYS) {
  describeWholeStory(
    `over ${way === "socket" ? "a socket" : "requests"}, on PGlite`,
    () => openEmulatedStage(way, null),
    OPEN_MS,
  );
  describeWholeStory(
    `over ${way === "socket" ? "a socket" : "requests"}, on PostgreSQL`,
    async () => openEmulatedStage(way, await freshDatabase()),
    OPEN_MS,
  );
}
