import type { Foundations } from "../app.ts";
import { createSignInLinks, type SignInLinks } from "../http/auth/sign-in-links.ts";
import { claimTick } from "../store/spine/cron-ticks.ts";
import { openSecretBox } from "./secret-box.ts";

/** Ways into the console from a chat platform; `null` where there is no key to seal them with or no address to lead to. */
export function signInLinks({ config, database }: Foundations): SignInLinks | null {
  const sealer = openSecretBox(config.platforms.sealing);
  const { PUBLIC_URL: publicUrl } = config;
  if (sealer === null || publicUrl === undefined) return null;
  return createSignInLinks({
    sealer,
    publicUrl: publicUrl.replace(/\/+$/, ""),
    claimOnce: (id) => claimTick(database, id),
  });
}
