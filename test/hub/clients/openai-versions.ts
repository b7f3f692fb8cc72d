import OpenAI from 'openai';
import OpenAI4 from 'openai-4';
import OpenAI5 from 'openai-5';

/** Each version as published. Only the order of arguments distinguishes 4 from later ones. */
export const OPENAI_VERSIONS = [
  { version: '6.49', Client: OpenAI, runFirst: true },
  { version: '5.23', Client: OpenAI5 as unknown as typeof OpenAI, runFirst: true },
  { version: '4.104', Client: OpenAI4 as unknown as typeof OpenAI, runFirst: false },
];

/**
 * Calls with the arguments of 5 and 6. Version 4 takes the thread first, each id separately, and has `del` instead
 * of `delete`.
 */
export function withRunFirst<Api extends object>(api: Api, runFirst: boolean): Api {
  if (runFirst) return api;
  return new Proxy(api, {
    get(target, name) {
      const call: unknown = Reflect.get(target, name === 'delete' ? 'del' : name, target);
      if (typeof call !== 'function') return call;
      return (
        id: string,
        { thread_id: threadId, run_id: runId, ...rest }: Record<string, unknown> = {},
        options?: object,
      ) =>
        call.call(
          target,
          ...[threadId, runId, id].filter((one) => one !== undefined),
          ...(Object.keys(rest).length > 0 ? [rest] : []),
          options,
        ) as unknown;
    },
  });
}
