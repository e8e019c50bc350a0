import { describeChatAdapterContract } from "../../contracts/chat-adapter-contract.ts";
import { makeSlackHarness } from "./slack-harness.ts";

describeChatAdapterContract("Slack", (runtime) => makeSlackHarness(runtime));
