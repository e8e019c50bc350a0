import type { InferenceClient } from "@huggingface/inference";
import { createGuardedFetch } from "./guarded-fetch.ts";
import type { OutsideTools } from "./outside-call.ts";
import type { Secret } from "./secret.ts";

const ROUTER = "https://router.huggingface.co/hf-inference/models";

export interface HuggingFaceClientOptions {
  readonly token: Secret | null;
  /** Own endpoint, or `null` for the client's own routing. */
  readonly endpointUrl: string | null;
  readonly maxBytes: number;
}

/** The SDK repeats a 503 at once and without end unless told not to. */
export async function createHuggingFaceClient(
  options: HuggingFaceClientOptions,
  tools: OutsideTools,
): Promise<InferenceClient> {
  const { InferenceClient } = await import("@huggingface/inference");
  return new InferenceClient(options.token?.reveal() ?? "", {
    retry_on_error: false,
    fetch: createGuardedFetch({ clock: tools.clock, maxBytes: options.maxBytes }),
    ...(options.endpointUrl === null ? {} : { endpointUrl: options.endpointUrl }),
  });
}

/** Named outright, so that no call first asks the hub which provider serves the model. */
export function hostedUrl(model: string, task: "text-classification" | "feature-extraction"): string {
  const path = model.split("/").map(encodeURIComponent).join("/");
  return task === "feature-extraction" ? `${ROUTER}/${path}/pipeline/${task}` : `${ROUTER}/${path}`;
}
