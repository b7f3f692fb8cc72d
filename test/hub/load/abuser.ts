import { setPriority } from 'node:os';
import { AbuserClient, type Answers, type Target } from './abuser-client.ts';
import { ABUSES, type Abuse, type AbuseName } from './abuses.ts';
import { answerOrders } from './child.ts';

/*
 * A process of its own that asks too much of a hub, and says how often the hub gave each status. It is behind all others
 * where the processor is busy, as though it were on another machine.
 */

/** What to do, and to whom. */
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
