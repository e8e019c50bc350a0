import { describeWholeStory } from "../../adapters/teams/story/whole-story.ts";
import { freshDatabase } from "../slack/fresh-database.ts";
import { openPlaygroundStage } from "./playground-stage.ts";

const OPEN_MS = 180_000;

describeWholeStory("in Microsoft's playground, on PGlite", () => openPlaygroundStage(null), OPEN_MS);
describeWholeStory(
  "in Microsoft's playground, on PostgreSQL",
  async () => openPlaygroundStage(await freshDatabase()),
  OPEN_MS,
);
