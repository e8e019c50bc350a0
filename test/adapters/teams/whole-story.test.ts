import { openFakeStage } from "./story/fake-stage.ts";
import { describeWholeStory } from "./story/whole-story.ts";

/** Against Microsoft's own playground and the product's own process too: `npm run test:teams`. */
describeWholeStory("a support desk in Teams", openFakeStage, 60_000);
