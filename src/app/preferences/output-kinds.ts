import { z } from 'zod';

/** The kinds of output that an agent can stream, and that a person can show or hide. */
export const OUTPUT_KINDS = ['text', 'thinking', 'tools'] as const;
export type OutputKind = (typeof OUTPUT_KINDS)[number];

/** Whether a kind of output is shown. `auto`: as the agent's metadata says. */
export const DISPLAYS = ['auto', 'always', 'never'] as const;
export type Display = (typeof DISPLAYS)[number];

/** A display for each kind of output. */
export type KindDisplays = Readonly<Record<OutputKind, Display>>;

/** Displays by agent, as `namespace/name`. */
export type AgentDisplays = Readonly<Record<string, Display>>;

const displaySchema = z.enum(DISPLAYS);

/** Parses the displays of agents. Values that this version does not know are removed. */
export const agentDisplaysSchema = z
  .record(z.string(), z.unknown())
  .catch({})
  .transform((displays): AgentDisplays => {
    const known = Object.entries(displays).flatMap(([agent, display]) => {
      const { data } = displaySchema.safeParse(display);
      return data === undefined ? [] : [[agent, data] as const];
    });
    return Object.fromEntries(known);
  });

/**
 * The displays that thinking and tool calls have if earlier versions stored the preferences. Those versions had one
 * display, which is now the display of text. Where it was `never`, the person wanted to see no partial output, so
 * thinking and tool calls are `never`, too. Otherwise they are `auto`.
 *
 * The rule applies to each agent that has a display of its own, and to the default for all other agents. So an agent
 * with `always` shows what its metadata says, even if the default is `never`.
 */
export function displayFromText(textDisplay: Display): Display {
  return textDisplay === 'never' ? 'never' : 'auto';
}

/** Applies that rule to the displays of agents. */
export function displaysFromText(textDisplays: AgentDisplays): AgentDisplays {
  const displays = Object.entries(textDisplays).map(([agent, display]) => [agent, displayFromText(display)]);
  return Object.fromEntries(displays) as AgentDisplays;
}
