import type { ChatAdapter } from "../../../src/ports/chat-adapter.ts";
import type { Intake } from "../../../src/ports/intake.ts";
import type { FailPoints } from "./fail-points.ts";
import { type Sabotage, sabotagedIntake } from "./sabotage.ts";

/** Any platform with fail-points around its door and its sending. Whoever comes through the door has been let in before. */
export function adapterWithFailPoints(
  adapter: ChatAdapter,
  points: FailPoints,
  sabotage: Sabotage | null = null,
): ChatAdapter {
  const watchedIntake = (given: Intake): Intake => {
    const intake = sabotagedIntake(given, sabotage);
    const watched = async <T>(accept: () => Promise<T>): Promise<T> => {
      await points.whileAlive();
      points.pass("after_auth");
      const outcome = await accept();
      points.pass("before_ack");
      return outcome;
    };
    return {
      accept: (event) => watched(() => intake.accept(event)),
      acceptWith: (event, commit) => watched(() => intake.acceptWith(event, commit)),
    };
  };
  return {
    ...adapter,
    mounts: adapter.mounts.map((mount) => ({
      path: mount.path,
      handle: async (request, response) => {
        if (request.method === "POST") response.once("finish", () => points.pass("after_ack"));
        await mount.handle(request, response);
      },
    })),
    start: (runtime) => adapter.start({ ...runtime, intake: watchedIntake(runtime.intake) }),
    async deliver(outbound, context) {
      await points.whileAlive();
      points.pass("before_send");
      const outcome = await adapter.deliver(outbound, context);
      points.pass("after_send_before_mark");
      return outcome;
    },
  };
}
