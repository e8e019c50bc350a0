import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { composeDesk, type Desk, ensureTenant, type Foundations } from "../../src/app.ts";
import { SECOND } from "../../src/domain/time.ts";
import type { ChatAdapter } from "../../src/ports/chat-adapter.ts";
import type { Logger } from "../../src/ports/logger.ts";
import type { Database } from "../../src/store/database.ts";
import type { FakeClock } from "../fakes/clock.ts";
import { openTestFoundations } from "./foundations.ts";

/** How often posts wait for their channel's pace in one deed. */
const ROUNDS = 4;

interface PlatformParts {
  readonly tenantId: string;
  readonly clock: FakeClock;
  readonly onWorkspace: () => void;
  readonly nowMs: () => number;
}

export interface PlatformDeskOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: FakeClock;
  readonly logger?: Logger;
  /** A test's own when left out. */
  readonly openDatabase?: () => Promise<Database>;
  /** The platform as the product composes it from that environment. */
  readonly compose: (foundations: Foundations, parts: PlatformParts) => Promise<ChatAdapter | null>;
}

export interface PlatformDesk {
  readonly desk: Desk;
  readonly foundations: Foundations;
  readonly tenantId: string;
  readonly adapter: ChatAdapter;
  /** Where its doors are reached. */
  readonly url: string;
  /** Ends when nothing is to be done, however posts wait for their channel's pace. */
  settle(): Promise<void>;
  /** A document for the desk to answer from. */
  upload(name: string, markdown: string, url?: string | null): Promise<void>;
  close(): Promise<void>;
}

/** The whole desk in this process behind one platform, with a clock that is moved by hand. */
export async function openPlatformDesk(options: PlatformDeskOptions): Promise<PlatformDesk> {
  const { environment, clock, logger, compose, openDatabase } = options;
  const foundations = await openTestFoundations(environment, logger, openDatabase);
  const { tenantId } = await ensureTenant(foundations, { slug: "home", name: "Home" }, clock.now());
  const adapter = await compose(foundations, {
    tenantId,
    clock,
    onWorkspace: () => desk.spine.intake.forgetWorkspaces(),
    nowMs: () => clock.now().getTime(),
  });
  if (adapter === null) throw new Error("the environment names no platform");
  const desk: Desk = await composeDesk(foundations, {
    tenantId,
    clock,
    authorise: async () => ({ kind: "open" }),
    platforms: (web) => [web, adapter],
  });
  await desk.open();
  const server = createServer((request, response) => {
    const mount = adapter.mounts.find(({ path }) => request.url?.startsWith(path));
    if (mount) void mount.handle(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    desk,
    foundations,
    tenantId,
    adapter,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async settle() {
      for (let round = 0; round < ROUNDS; round += 1) {
        await desk.spine.runUntilIdle();
        clock.advance(SECOND);
      }
    },
    async upload(name, markdown, url = null) {
      const bytes = new TextEncoder().encode(markdown);
      const added = await desk.library.add(tenantId, { name, bytes, url });
      if (added.kind !== "added") throw new Error(`${name} was ${added.kind}`);
    },
    async close() {
      await desk.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await foundations.close();
    },
  };
}
