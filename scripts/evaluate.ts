import { parseArgs } from 'node:util';
import { evaluateMails, mailOptions, type MailArguments } from './evaluate/mails';

/** What can be evaluated, each by the option that names its data. */
const subjects = { mails: evaluateMails };
const usage = 'npm run evaluate -- --mails DIR [--labels FILE] [--json]';

/**
 * `npm run evaluate`: how well the desk reads what others wrote, measured on any folder with the code that runs. Prints
 * what it found, with `--json` as one line; exit code 2 when it could not be measured.
 */
export function main(programArguments: string[]): void {
  run(programArguments).catch((error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 2;
  });
}

async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { ...mailOptions, json: { type: 'boolean' } } });
  if (values.mails === undefined) throw new Error(usage);
  const given: MailArguments = { mails: values.mails, labels: values.labels };
  const { report, lines } = await subjects.mails(given);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : `${lines.join('\n')}\n`);
}
