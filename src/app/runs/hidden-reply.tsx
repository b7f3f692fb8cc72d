import { Elapsed, Waiting } from './pending-reply.tsx';

/**
 * Shown while hidden text arrives: the agent hides it, or the person has chosen "Never".
 * @param since start of the run, in milliseconds since 1970
 */
export function HiddenReply({ since }: { since: number }) {
  return (
    <Waiting>
      <span>Writing</span>
      <Elapsed since={since} />
    </Waiting>
  );
}
