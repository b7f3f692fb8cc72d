import OpenAI from 'openai';
import OpenAI4 from 'openai-4';
import OpenAI5 from 'openai-5';

/** Each version as its users get it; only the order of arguments tells 4 from the later ones. */
export const OPENAI_VERSIONS = [
  { version: '6.49', Client: OpenAI, runFirst: true },
  { version: '5.23', Client: OpenAI5 as unknown as typeof OpenAI, runFirst: true },
  { version: '4.104', Client: OpenAI4 as unknown as typeof OpenAI, runFirst: false },
];
