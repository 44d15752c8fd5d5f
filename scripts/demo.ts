import { existsSync, readFileSync } from 'node:fs';
import { Client } from 'pg';
import { ConfigError, loadLocalConfig } from '../config';
import { billingDispute } from './demo/billing-dispute';
import { changedPolicy } from './demo/changed-policy';
import { delayedPosting } from './demo/delayed-posting';
import { DeskClient } from './demo/desk-client';
import { editedCredit } from './demo/edited-credit';
import { mailAndPortal } from './demo/mail-and-portal';
import { Telling, type Story } from './demo/telling';
import { createTerminalTeller } from './demo/terminal-teller';
import { StoryFailed, type Teller } from './demo/told';
import { readTrialBalance } from './demo/trial-balance';
import { twoMails } from './demo/two-mails';
import { unpaidInvoice } from './demo/unpaid-invoice';
import { developmentIdentity } from './development-identity';
import { localPaths } from './local-desk';
import type { DeskAddresses } from './start';
import { runningSupervisor } from './supervisor';

export const stories: readonly Story[] = [
  billingDispute,
  delayedPosting,
  unpaidInvoice,
  editedCredit,
  twoMails,
  changedPolicy,
  mailAndPortal,
];

/**
 * `npm run demo`: tells the stories live against the desk that `npm start` runs in another terminal. Each step is
 * checked; it ends with 1 when a story does not go as told. `-- --story 2` tells one, `--json` writes each step as a line
 * of JSON, `--no-color` prints plainly.
 */
export function main(args: readonly string[]): void {
  demo(args).then(
    () => process.exit(0),
    (error: unknown) => {
      const known = error instanceof StoryFailed || error instanceof DemoError || error instanceof ConfigError;
      const words = error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : String(error);
      process.stderr.write(`\n${words}\n`);
      process.exit(1);
    },
  );
}

/** The demo cannot begin before a person does something. */
class DemoError extends Error {
  override readonly name = 'DemoError';
}

async function demo(args: readonly string[]): Promise<void> {
  const { chosen, json, plain } = readArguments(args);
  const addresses = runningDesk();
  const teller = json ? jsonTeller : terminalTeller(plain);
  const identity = await developmentIdentity(addresses.data_directory);
  const desk = new DeskClient({ addresses, identity, teller });
  const database = new Client({ connectionString: addresses.database.url });
  await database.connect();
  try {
    for (const story of chosen) {
      await Telling.tell(story, { desk, teller, trialBalance: () => readTrialBalance(database) });
    }
  } finally {
    await database.end();
  }
}

function readArguments(args: readonly string[]): { chosen: readonly Story[]; json: boolean; plain: boolean } {
  let chosen = stories;
  const rest = [...args];
  const flags = new Set<string>();
  while (rest.length > 0) {
    const [name = '', inline] = (rest.shift() ?? '').split('=');
    if (name === '--json' || name === '--no-color') flags.add(name);
    else if (name === '--story') {
      const wanted = Number(inline ?? rest.shift());
      chosen = stories.filter(({ number }) => number === wanted);
      if (chosen.length === 0)
        throw new DemoError(`There are stories 1 to ${stories.length}: npm run demo -- --story 2`);
    } else throw new DemoError(`Unknown: ${name}. npm run demo knows -- --story <number>, --json and --no-color.`);
  }
  return { chosen, json: flags.has('--json'), plain: flags.has('--no-color') };
}

function runningDesk(): DeskAddresses {
  const { dataDirectory } = loadLocalConfig();
  const { addresses } = localPaths(dataDirectory);
  if (runningSupervisor(dataDirectory) === undefined || !existsSync(addresses)) {
    throw new DemoError(
      `No desk is running on ${dataDirectory}. Start it in another terminal, wait for "The Inquiry Desk is running", and try again:\n\n  npm start\n`,
    );
  }
  return JSON.parse(readFileSync(addresses, 'utf8')) as DeskAddresses;
}

const jsonTeller: Teller = (told) => void process.stdout.write(`${JSON.stringify(told)}\n`);

function terminalTeller(plain: boolean): Teller {
  const live = process.stdout.isTTY === true && !plain;
  const color = live && !process.env['NO_COLOR'];
  return createTerminalTeller(process.stdout, { color, live });
}
