import { setPriority } from 'node:os';
import { AbuserClient, type Answers, type Target } from './abuser-client.ts';
import { ABUSES, type Abuse, type AbuseName } from './abuses.ts';
import { answerOrders } from './child.ts';

/*
 * A separate process that asks too much of a hub, and reports how often the hub sent each status. It has a lower priority
 * than other processes, as if it ran on another machine.
 */

/** The abuse and its target. */
export interface AbuserOrder {
  abuse: AbuseName;
  target: Target;
}

setPriority(10);

answerOrders(async ({ abuse, target }: AbuserOrder): Promise<Answers> => {
  const client = new AbuserClient(target);
  const { do: commit }: Abuse = ABUSES[abuse];
  await commit(client, target);
  return client.answers;
});
