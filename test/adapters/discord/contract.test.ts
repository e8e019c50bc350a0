import { describeChatAdapterContract } from "../../contracts/chat-adapter-contract.ts";
import { makeDiscordHarness } from "./discord-harness.ts";

describeChatAdapterContract("Discord", (runtime) => makeDiscordHarness(runtime));
