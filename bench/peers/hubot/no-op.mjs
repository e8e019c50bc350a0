import { Adapter, Robot, TextMessage, User } from "hubot";
import { serveSubject } from "../../harness/subject.ts";

/** Hubot with one listener that does nothing, handed its messages in the process: no network, no store. */
class Silent extends Adapter {
  async run() {
    this.emit("connected");
  }
}
const robot = new Robot({ adapter: "bench", botName: "rapport", httpd: false });
robot.adapter = new Silent(robot);
let handled = 0;
robot.hear(/[\s\S]*/, () => {
  handled += 1;
});

serveSubject({
  ready: {},
  answers: {
    async receive({ count }) {
      for (let at = 0; at < count; at += 1) {
        const user = new User(`u${at % 1_000}`, { name: "somebody", room: `r${at % 50}` });
        await robot.receive(new TextMessage(user, `message ${at}: how long does a refund take?`, String(at)));
      }
      return handled;
    },
  },
});
