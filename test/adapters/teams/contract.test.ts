import { describeChatAdapterContract } from "../../contracts/chat-adapter-contract.ts";
import { makeTeamsHarness } from "./teams-harness.ts";

describeChatAdapterContract("Teams", (runtime) => makeTeamsHarness(runtime));
