import { cleanChatText, inertMassMentions } from "../domain/chat-text.ts";

/** Words of a person or a document: nothing hidden in them, and nobody called by them. */
export const cleanWords = (raw: string): string => inertMassMentions(cleanChatText(raw));
