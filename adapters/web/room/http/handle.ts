import type { IncomingMessage, ServerResponse } from "node:http";
import { errorCode } from "../../../../src/domain/errors.ts";
import type { CommandCompleter } from "../../../../src/ports/chat-adapter.ts";
import type { Logger } from "../../../../src/ports/logger.ts";
import type { RoomMember } from "../../../../src/ports/stores/web-room-store.ts";
import { PERSONA_HEADER, type Personas, WEB_API_PATH } from "../../contract.ts";
import { statusOf, webFault } from "../../errors.ts";
import { WEB_LIMITS } from "../../limits.ts";
import { ensureOwnPersona } from "../own-persona.ts";
import type { WebRoom } from "../room.ts";
import { mayTake, type WebAccess } from "../who-sees.ts";
import { createChangeGate } from "./change-gate.ts";
import { answer, answerFault } from "./respond.ts";
import { matchPath, ROUTES, type Route } from "./routes.ts";

/** `watch`: an open stream asks again by itself, which is no use of the login by a person and must not prolong it. */
export type Authorise = (request: IncomingMessage, purpose?: "watch") => Promise<WebAccess>;

export interface RoomApiOptions {
  readonly room: WebRoom;
  readonly logger: Logger;
  readonly authorise: Authorise;
  /** `null` before start and after stop. */
  completer(): CommandCompleter | null;
  readonly heartbeatMs: number;
  readonly maxChangesPerSecond: number;
}

/** The room's HTTP API: `contract.ts` says what it takes and gives. Never throws and never leaves a request without an answer. */
export function createRoomApi(options: RoomApiOptions) {
  const { room, logger } = options;
  const passGate = createChangeGate(room.core.clock, options.maxChangesPerSecond);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = "/", search = ""] = (request.url ?? "/").split("?", 2);
    refuseOtherSites(request);
    const completer = options.completer();
    if (completer === null)
      throw webFault("web.closed", "The chat is not open.", "Wait until Rapport has started.");
    const access = await options.authorise(request);
    if (access.kind === "refused")
      throw webFault("web.login-required", "You are not signed in.", "Sign in first.");
    await ensureOwnPersona(room, access);
    const segments = segmentsOf(path);
    if (request.method === "GET" && segments.join("/") === "personas") {
      const people = room.core.directory
        .members()
        .filter((member) => mayTake(access, member))
        .sort((one, other) => Number(isSelf(access, other)) - Number(isSelf(access, one)));
      answer(response, { access: access.kind, people } satisfies Personas);
      return;
    }
    const { route, keys } = routeOf(request.method ?? "GET", segments);
    const query = queryOf(search);
    const member = await personaOf(access, request, query);
    if (request.method !== "GET") passGate(member.personKey);
    await route.run({
      room,
      completer,
      member,
      request,
      response,
      keys,
      query,
      heartbeatMs: options.heartbeatMs,
      mayStay: () => mayStay(member, request),
    });
  }

  async function mayStay({ personKey, role }: RoomMember, request: IncomingMessage): Promise<boolean> {
    const access = await options.authorise(request, "watch");
    const member = await room.core.directory.member(personKey);
    // A window's walls are those of the role it was opened with.
    return member !== null && member.role === role && mayTake(access, member);
  }

  /** A change needs the header: another site cannot send it, and a link cannot carry it. */
  async function personaOf(
    access: WebAccess,
    request: IncomingMessage,
    query: URLSearchParams,
  ): Promise<RoomMember> {
    const header = request.headers[PERSONA_HEADER];
    const asked = typeof header === "string" ? header : request.method === "GET" ? query.get("as") : null;
    const member =
      asked === null || asked.length > WEB_LIMITS.key ? null : await room.core.directory.member(asked);
    if (member && mayTake(access, member)) return member;
    throw webFault(
      "web.persona-unknown",
      "It is not said, or not allowed, as whom you act.",
      `Send the header ${PERSONA_HEADER} with a key from GET ${WEB_API_PATH}/personas.`,
    );
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      await serve(request, response);
    } catch (error) {
      if (statusOf(error) >= 500)
        logger.warn({ code: errorCode(error) }, "a request of the browser chat failed");
      answerFault(response, error);
    }
  };
}

const isSelf = (access: WebAccess, member: RoomMember): boolean =>
  access.kind === "person" && access.personKey === member.personKey;

function refuseOtherSites(request: IncomingMessage): void {
  if (request.headers["sec-fetch-site"] !== "cross-site") return;
  throw webFault(
    "web.cross-site",
    "This request comes from another site.",
    "Open the chat at its own address.",
  );
}

/** No key of ours holds a null byte, and no database takes one. */
function queryOf(search: string): URLSearchParams {
  const query = new URLSearchParams(search);
  if ([...query.values()].some((value) => value.includes("\u0000")))
    throw webFault(
      "web.malformed",
      "The address holds a null byte.",
      "Send what adapters/web/contract.ts says.",
    );
  return query;
}

function segmentsOf(pathname: string): readonly string[] {
  const rest = pathname.startsWith(`${WEB_API_PATH}/`) ? pathname.slice(WEB_API_PATH.length + 1) : "";
  try {
    return rest.split("/").map(decodeURIComponent);
  } catch {
    return [];
  }
}

const PATHS = ROUTES.map((route) => ({ route, parts: route.path.split("/") }));

function routeOf(method: string, segments: readonly string[]): { route: Route; keys: readonly string[] } {
  let isKnownPath = false;
  for (const { route, parts } of PATHS) {
    const keys = matchPath(parts, segments);
    if (keys === null) continue;
    if (route.method === method) return { route, keys };
    isKnownPath = true;
  }
  const cure = "adapters/web/contract.ts lists what there is.";
  throw isKnownPath
    ? webFault("web.method", "This cannot be done here.", cure)
    : webFault("web.not-found", "There is nothing here.", cure);
}
