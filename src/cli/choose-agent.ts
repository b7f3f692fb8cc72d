import { agentName } from '../client/agent-name.ts';
import type { Assistant } from '../protocol/assistant.ts';
import { findAgent, listAgents } from './agents.ts';
import { CliProblem, EXIT } from './cli-problem.ts';
import type { Context } from './context.ts';
import type { LineReader } from './line-reader.ts';
import { writeColumns } from './write-columns.ts';

/**
 * Asks the person which of the hub's agents to talk to. Returns null at the end of input.
 * @throws {CliProblem} if the hub has no agents, or if standard input is not a terminal
 */
export async function chooseAgent(context: Context, reader: LineReader): Promise<Assistant | null> {
  const { hub, stdin } = context;
  const { err } = context.terminal;
  const agents = await listAgents(hub);
  const [first] = agents;
  if (!first) throw new CliProblem('The hub has no agents.');
  if (!stdin.isTTY) {
    throw new CliProblem(
      `Name an agent, such as ${first.id}: without a terminal you cannot choose one.`,
      EXIT.usage,
    );
  }
  const digits = String(agents.length).length;
  const rows = agents.map((agent, index) => [
    `${String(index + 1).padStart(digits)}  ${agentName(agent)}`,
    agent.description,
  ]);
  writeColumns(err, rows);
  for (;;) {
    const answer = await reader.read('Agent [1]: ');
    if (answer === null) return null;
    const name = answer.trim();
    const numbered = name === '' ? first : agents[Number(name) - 1];
    if (numbered) return numbered;
    try {
      return await findAgent(hub, name);
    } catch (error) {
      if (!(error instanceof CliProblem && error.exitCode === EXIT.usage)) throw error;
      err.write(`${error.message} Or enter a number from 1 to ${agents.length}.\n`);
    }
  }
}
