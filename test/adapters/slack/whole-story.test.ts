import { openFakeStage } from "./story/fake-stage.ts";
import { describeWholeStory } from "./story/whole-story.ts";

/** Over a socket too, against a Web API of somebody else and the product's own process: `npm run test:slack`. */
describeWholeStory("a support desk in Slack", () => openFakeStage("requests"), 60_000);
