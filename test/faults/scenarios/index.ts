import type { Scenario } from "../scenario.ts";
import { killInIndexSave } from "./k02-kill-in-index-save.ts";
import { replicasShareTheWork } from "./m01-replicas-share-the-work.ts";
import { behindPgBouncer } from "./m02-behind-pgbouncer.ts";
import { rollingRestart } from "./m03-rolling-restart.ts";
import { noStickySessions } from "./m04-no-sticky-sessions.ts";
import { databaseLeavesAtStart } from "./m05-database-leaves-at-start.ts";
import { doorAndWorker } from "./m06-door-and-worker.ts";
import { discordShards } from "./m07-discord-shards.ts";
import { discordDuplicates } from "./n01-discord-duplicates.ts";
import { duplicates } from "./n01-duplicates.ts";
import { duplicatesTeams } from "./n01-duplicates-teams.ts";
import { slackDuplicates } from "./n01-slack-duplicates.ts";
import { outOfOrder } from "./n02-out-of-order.ts";
import { modelHangs } from "./n03-model-hangs.ts";
import { modelTalksRubbish } from "./n04-model-talks-rubbish.ts";
import { modelFailsOften } from "./n05-model-fails-often.ts";
import { platformSaysWait } from "./n06-platform-says-wait.ts";
import { slackSaysWait } from "./n06-slack-says-wait.ts";
import { slackAnswersLost } from "./n07-slack-answers-lost.ts";
import { slackErrorCodes } from "./n08-slack-error-codes.ts";
import { socketSickness } from "./n09-socket-sickness.ts";
import { gatewaySickness } from "./n10-gateway-sickness.ts";
import { discordRefuses } from "./n11-discord-refuses.ts";
import { slowTurnTeams } from "./n12-slow-turn-teams.ts";
import { slowClients } from "./n13-slow-clients.ts";
import { burst } from "./n14-burst.ts";
import { noisyNeighbour } from "./n15-noisy-neighbour.ts";
import { clockJumps } from "./n17-clock-jumps.ts";
import { digestKill } from "./n18-digest-kill.ts";
import { oddText } from "./n19-odd-text.ts";
import { malformedRequests } from "./n20-malformed-requests.ts";
import { largeBodies } from "./n21-large-bodies.ts";
import { poison } from "./p05-poison.ts";
import { slackRequestKills, slackSocketKills } from "./r01-slack-kills.ts";
import { webKills } from "./r01-web-kills.ts";
import { discordKills } from "./r03-discord-kills.ts";
import { teamsKills } from "./r04-teams-kills.ts";
import { failPoints } from "./r05-fail-points.ts";
import { killWhileStarting } from "./r06-kill-while-starting.ts";
import { databaseStops } from "./r07-database-stops.ts";
import { halfOpen } from "./r08-half-open.ts";
import { slowDatabase } from "./r09-slow-database.ts";
import { collisions } from "./r10-collisions.ts";
import { diskFull } from "./r11-disk-full.ts";
import { twoOnOneFolder } from "./r12-two-on-one-folder.ts";
import { backupAndRestore } from "./r14-backup-restore.ts";
import { killTheSenderDiscord, killTheSenderSlack, killTheSenderTeams } from "./r15-kill-after-sending.ts";
import { killTheSender } from "./r15-kill-the-sender.ts";
import { gracefulStop } from "./r16-graceful-stop.ts";
import { upgradeWithBacklog } from "./r17-upgrade-with-backlog.ts";
import { forgedSlack } from "./s01-forged-slack.ts";
import { replayedSlack } from "./s02-replayed-slack.ts";
import { forgedDiscord } from "./s03-forged-discord.ts";
import { forgedTeams } from "./s04-forged-teams.ts";
import { unsafeTeamsConfig } from "./s05-unsafe-teams-config.ts";
import { malformedTeams } from "./s06-malformed-teams.ts";
import { slackInstalls } from "./s07-slack-installs.ts";
import { mentionInjectionSlack } from "./s14-mention-injection.ts";
import { linkSpoofingSlack } from "./s15-link-spoofing.ts";
import { teamsMarkup } from "./s17-teams-markup.ts";
import { tokenToWrongHost } from "./s19-token-to-wrong-host.ts";
import { canariesInLogs } from "./s28-canaries-in-logs.ts";
import { faultsPutIn } from "./x01-faults-put-in.ts";
import { spoiltSources } from "./x02-spoilt-sources.ts";

const FIRST: readonly Scenario[] = [
  webKills,
  slackRequestKills,
  slackSocketKills,
  teamsKills,
  discordKills,
  failPoints,
  killWhileStarting,
  databaseStops,
  halfOpen,
  slowDatabase,
  collisions,
  diskFull,
  twoOnOneFolder,
  backupAndRestore,
  killTheSender,
  killTheSenderSlack,
  killTheSenderTeams,
  gracefulStop,
  killInIndexSave,
  duplicates,
  duplicatesTeams,
  killTheSenderDiscord,
  discordDuplicates,
  slackDuplicates,
  outOfOrder,
  modelHangs,
  modelTalksRubbish,
  modelFailsOften,
  platformSaysWait,
  slackSaysWait,
  slackAnswersLost,
  slackErrorCodes,
  socketSickness,
  slowTurnTeams,
  gatewaySickness,
  discordRefuses,
  slowClients,
  burst,
  noisyNeighbour,
  oddText,
  malformedRequests,
  largeBodies,
  poison,
  upgradeWithBacklog,
  canariesInLogs,
  clockJumps,
  digestKill,
  replicasShareTheWork,
  behindPgBouncer,
  rollingRestart,
  noStickySessions,
  databaseLeavesAtStart,
  doorAndWorker,
  discordShards,
  forgedSlack,
  forgedDiscord,
  forgedTeams,
  unsafeTeamsConfig,
  malformedTeams,
  teamsMarkup,
  tokenToWrongHost,
  replayedSlack,
  slackInstalls,
  mentionInjectionSlack,
  linkSpoofingSlack,
  faultsPutIn,
];

/** Every scenario, in the order of the table in `docs/reliability.md`. */
export const SCENARIOS: readonly Scenario[] = [...FIRST, spoiltSources(FIRST)];
