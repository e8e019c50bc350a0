import type {
  CommandUse,
  Completions,
  ControlUse,
  FormSubmission,
  NewPost,
  Personas,
  PostAnswer,
  PostEdit,
  PostPage,
  ReactionChange,
  RoomState,
  ShortcutUse,
  ThreadPage,
} from "../../../../adapters/web/contract.ts";
import type { FileRef } from "../../../../src/domain/message-content.ts";
import { ask, queryWords } from "../../lib/api.ts";

const PREFIX = "/web/api";
const part = encodeURIComponent;

/** A person's own key for one deed: repeated after a failure it still happens once. */
export const newClientKey = (): string => crypto.randomUUID();

export async function readPersonas(signal?: AbortSignal): Promise<Personas> {
  return (await (await ask(`${PREFIX}/personas`, { signal })).json()) as Personas;
}

/** The room's calls as one persona. */
export function createRoomClient(personaKey: string) {
  const headers = { "x-rapport-persona": personaKey };
  const get = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
    (await (await ask(PREFIX + path, { headers, signal })).json()) as T;
  const send = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await ask(PREFIX + path, {
      method,
      headers: body === undefined ? headers : { ...headers, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return (await response.json()) as T;
  };
  return {
    personaKey,
    room: () => get<RoomState>("/room"),
    posts: (channelKey: string, before: string | null, limit = 50) =>
      get<PostPage>(`/channels/${part(channelKey)}/posts${queryWords({ before, limit })}`),
    thread: (channelKey: string, rootKey: string) =>
      get<ThreadPage>(`/channels/${part(channelKey)}/threads/${part(rootKey)}?limit=100`),
    post: (postKey: string) => get<PostAnswer>(`/posts/${part(postKey)}`),
    completions: (text: string, signal: AbortSignal) =>
      get<Completions>(`/commands/completions${queryWords({ text })}`, signal),
    async addPost(post: NewPost, files: readonly File[]): Promise<PostAnswer> {
      if (files.length === 0) return send<PostAnswer>("POST", "/posts", post);
      const form = new FormData();
      form.set("post", JSON.stringify(post));
      for (const file of files) form.append("file", file, file.name);
      return (await (
        await ask(`${PREFIX}/posts`, { method: "POST", headers, body: form })
      ).json()) as PostAnswer;
    },
    editPost: (postKey: string, edit: PostEdit) => send<PostAnswer>("PATCH", `/posts/${part(postKey)}`, edit),
    deletePost: (postKey: string) => send<PostAnswer>("DELETE", `/posts/${part(postKey)}`),
    react: (postKey: string, change: ReactionChange) =>
      send<PostAnswer>("POST", `/posts/${part(postKey)}/reactions`, change),
    useControl: (postKey: string, use: ControlUse) =>
      send<unknown>("POST", `/posts/${part(postKey)}/controls`, use),
    useShortcut: (postKey: string, use: ShortcutUse) =>
      send<unknown>("POST", `/posts/${part(postKey)}/shortcuts`, use),
    useCommand: (use: CommandUse) => send<unknown>("POST", "/commands", use),
    submitForm: (submission: FormSubmission) => send<unknown>("POST", "/forms", submission),
    fileUrl: (postKey: string, file: FileRef) =>
      `${PREFIX}/posts/${part(postKey)}/files/${part(file.fileId)}${queryWords({ as: personaKey })}`,
    eventsUrl: `${PREFIX}/events${queryWords({ as: personaKey })}`,
  };
}

export type RoomClient = ReturnType<typeof createRoomClient>;
