import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { version } from '../../package.json';
import { CliProblem, EXIT } from './cli-problem.ts';
import { createContext, type Context } from './context.ts';
import type { HubOptions } from './hub.ts';

const STREAM = 'show text, thinking and tool calls as they arrive, instead of the final messages';
const THREAD = 'continue this conversation';
const YES = 'approve all tool calls of the agent without asking';
const MAX_THREADS = 100;

/** Defines the commands of `symposium`. The code of a command is loaded when it is used. */
export function createProgram(): Command {
  const program = new Command('symposium')
    .description('Talk with agents in the terminal, and run their hub.')
    .version(version)
    .showHelpAfterError('(symposium --help shows all commands)')
    .addHelpText('after', HELP)
    .exitOverride();

  const agent = program.command('agent').description('talk with an agent, or list the agents');
  withHub(agent.command('interactive'))
    .description('hold a conversation')
    .argument('[agent]', 'namespace/name, with or without /version; if omitted, you choose one')
    .option('--stream', STREAM, false)
    .addOption(new Option('--no-stream').hideHelp())
    .addOption(new Option('-y, --yes', YES).default(false))
    .option('--thread-id <id>', THREAD)
    .action(async (name: string | undefined, options) => {
      const { agentInteractive } = await import('./commands/agent-interactive.ts');
      await runWithHub(options, (context) => agentInteractive(context, name, options));
    });
  withHub(agent.command('run'))
    .description('send one message and show the reply; for scripts and pipes')
    .argument(
      '[agent]',
      "namespace/name, with or without /version; by default the conversation's agent, or the hub's first",
    )
    .argument('[message]', 'the message; read from standard input by default')
    .option('-m, --message <text>', 'the message, if no agent is named')
    .option('--stream', STREAM, false)
    .addOption(new Option('--no-stream').hideHelp())
    .addOption(new Option('-y, --yes', YES).default(false))
    .addOption(new Option('--json', 'write each event of the run as a line of JSON').default(false))
    .option('--thread-id <id>', THREAD)
    .action(async (name: string | undefined, message: string | undefined, options) => {
      const { agentRun } = await import('./commands/agent-run.ts');
      await runWithHub(options, (context) => agentRun(context, name, { ...options, argument: message }));
    });
  withHub(agent.command('list'))
    .description("list the hub's agents")
    .addOption(jsonOption())
    .action(async (options) => {
      const { agentList } = await import('./commands/agent-list.ts');
      await runWithHub(options, (context) => agentList(context, options));
    });

  const thread = program.command('thread').description('list, show, export or delete conversations');
  withHub(thread.command('list'))
    .description('list conversations, the most recently active first')
    .option('--search <words>', 'only those that contain all of these words')
    .addOption(new Option('--limit <n>', 'maximum number').default(20).argParser(limit))
    .addOption(
      new Option('--all-versions', 'every version of a conversation, not only the latest').default(false),
    )
    .addOption(jsonOption())
    .action(async (options) => {
      const { threadList } = await import('./commands/threads.ts');
      await runWithHub(options, (context) => threadList(context, options));
    });
  withHub(thread.command('show'))
    .description('show the messages of a conversation, and which tools were called')
    .argument('<thread>', 'its id')
    .addOption(new Option('--thinking', 'also show what the models thought').default(false))
    .action(async (id: string, options) => {
      const { threadShow } = await import('./commands/threads.ts');
      await runWithHub(options, (context) => threadShow(context, id, options));
    });
  withHub(thread.command('export'))
    .description('write a conversation as a document')
    .argument('<thread>', 'its id')
    .addOption(
      new Option('--format <format>', 'of the document').choices(['markdown', 'json']).default('markdown'),
    )
    .action(async (id: string, options) => {
      const { threadExport } = await import('./commands/threads.ts');
      await runWithHub(options, (context) => threadExport(context, id, options));
    });
  withHub(thread.command('delete'))
    .description('delete conversations permanently, with all of their versions')
    .addArgument(new Argument('<thread...>', 'their ids'))
    .addOption(new Option('-y, --yes', 'do not ask').default(false))
    .action(async (ids: string[], options) => {
      const { threadDelete } = await import('./commands/threads.ts');
      await runWithHub(options, (context) => threadDelete(context, ids, options));
    });

  program
    .command('serve')
    .description('run the hub, as "npm start" does; docs/variables.md lists its settings')
    .option('--host <address>', 'to listen on (HOST)')
    .option('--port <number>', 'to listen on (PORT)')
    .option('--data-dir <folder>', 'for its data (DATA_DIR)')
    .action(async (options) => {
      const { serve } = await import('./commands/serve.ts');
      await serve(options);
    });
  withHub(program.command('record'))
    .description('write the stream of a run as the hub sends it, to its end')
    .argument('<run>', 'its id')
    .option('--thread-id <id>', 'its conversation; by default your last 100 are searched')
    .action(async (runId: string, options) => {
      const { record } = await import('./commands/record.ts');
      await runWithHub(options, (context) => record(context, runId, options));
    });
  return program;
}

function withHub(command: Command): Command {
  return command
    .addOption(new Option('--hub <url>', 'the hub').env('SYMPOSIUM_HUB').default('http://127.0.0.1:3000'))
    .addOption(
      new Option('--token <token>', 'your access token, if the hub requires one').env('SYMPOSIUM_TOKEN'),
    );
}

function jsonOption(): Option {
  return new Option('--json', 'as JSON').default(false);
}

function limit(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1 && number <= MAX_THREADS) return number;
  throw new InvalidArgumentError(`It must be a number from 1 to ${MAX_THREADS}.`);
}

/**
 * Replaces `--stream=true` and `--stream=false` by `--stream` and `--no-stream`, which commander knows.
 * @throws {CliProblem} if the value is neither true nor false
 */
export function readArguments(given: readonly string[]): string[] {
  const end = given.indexOf('--');
  return given.map((argument, at) => {
    const value = /^--stream=(.*)$/.exec(argument)?.[1]?.toLowerCase();
    if (value === undefined || (end >= 0 && at > end)) return argument;
    if (value === 'true') return '--stream';
    if (value === 'false') return '--no-stream';
    throw new CliProblem(`--stream must be true or false, not "${value}".`, EXIT.usage);
  });
}

/** Runs a command with the hub of its options, and exits if it fails. */
async function runWithHub(options: HubOptions, run: (context: Context) => Promise<void>): Promise<void> {
  const context = createContext(options);
  try {
    await run(context);
  } catch (error) {
    context.fail(error);
  }
}

const HELP = `
Examples:
  symposium serve                                              run the hub
  symposium agent interactive                                  choose an agent and talk with it
  symposium agent interactive symposium/assistant --stream     see the reply as it is written
  echo "What is virtue?" | symposium agent run symposium/streaming-example --stream
  symposium thread export thread_… > virtue.md
  symposium complete zsh > ~/.symposium.zsh                    completion: zsh, bash, fish, powershell

Only the conversation goes to standard output; everything else goes to standard error.
Exit codes: 0 ok, ${EXIT.failed} run or hub failed, ${EXIT.usage} usage, ${EXIT.interrupted} Ctrl+C.

Variables:
  SYMPOSIUM_HUB      the hub, like --hub
  SYMPOSIUM_TOKEN    the token, like --token
  NO_COLOR           without colours`;
