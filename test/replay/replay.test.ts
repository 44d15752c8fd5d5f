import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { parse } from 'yaml';
import { readHistories, replay, wordsOf } from '../support/histories';

jest.setTimeout(120_000);

const root = resolve(__dirname, '../..');
const histories = readHistories();
const stories = [...histories.keys()];
const all = (result: unknown) => Object.fromEntries(stories.map((story) => [story, result]));

const quiet = () => undefined;
const logger = { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };
const bundle = async (folder: string): Promise<{ code: string }> =>
  bundleWorkflowCode({ workflowsPath: join(folder, 'workflows/index.ts'), logger });

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'inquiry-desk-replay-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The sources that workflows are made of, changed on the way. Each change must find what it changes. */
function changedSources(name: string, changes: Record<string, (source: string) => string>): string {
  const folder = join(directory, name);
  mkdirSync(folder);
  for (const room of ['contracts', 'domain', 'workflows', 'activities']) {
    cpSync(join(root, room), join(folder, room), { recursive: true });
  }
  for (const file of ['package.json', 'tsconfig.json']) cpSync(join(root, file), join(folder, file));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [file, change] of Object.entries(changes)) {
    const before = readFileSync(join(folder, file), 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`the change of ${file} finds nothing to change any more`);
    writeFileSync(join(folder, file), after);
  }
  return folder;
}

const instead = (from: string, to: string) => (source: string) => source.replace(from, to);

test('cases of earlier releases replay against the present workflows', async () => {
  expect(stories).toEqual(
    expect.arrayContaining([
      'absorbing-case',
      'continue-as-new-first-run',
      'continue-as-new-second-run',
      'dispute-with-approval',
      'follow-up',
      'merged-and-split-case',
      'reopened-case',
      'sweep',
    ]),
  );
  expect(await replay(await bundle(root), histories)).toEqual(all(null));
});

test('rules may change at will: none of them runs in a workflow', async () => {
  const forbidden = (source: string) => `throw new Error('a rule runs in a workflow');\n${source}`;
  const rules = [
    'inquiry/decide.ts',
    'inquiry/deadlines.ts',
    'inquiry/effects.ts',
    'inquiry/transitions.ts',
    'follow-up/decide.ts',
    'follow-up/ladder.ts',
    'follow-up/collectable.ts',
    'approvals.ts',
    'routing.ts',
    'calendar.ts',
  ];
  const folder = changedSources('rules', Object.fromEntries(rules.map((file) => [`domain/${file}`, forbidden])));
  expect(await replay(await bundle(folder), histories)).toEqual(all(null));
});

test('a shell that starts effects in another order does not replay', async () => {
  const folder = changedSources('order', {
    'workflows/actor.ts': instead('of record.effects) this.start', 'of [...record.effects].reverse()) this.start'),
  });
  expect(await replay(await bundle(folder), histories)).toMatchObject({
    'dispute-with-approval': expect.stringContaining('Nondeterminism'),
  });
});

test('a shell with one timer more does not replay', async () => {
  const folder = changedSources('timer', {
    'workflows/actor.ts': instead(
      'this.publish(record.searchAttributes);',
      'void sleep(1); this.publish(record.searchAttributes);',
    ),
  });
  const results = await replay(await bundle(folder), histories);
  expect(results).toMatchObject({ 'follow-up': expect.any(String), 'reopened-case': expect.any(String), sweep: null });
});

test.each(stories)('%s holds nothing personal', (story) => {
  // The version of the SDK is no address.
  const words = wordsOf(histories.get(story)).replaceAll('@temporalio/worker@', '');
  const read = (name: string) => parse(readFileSync(join(root, 'scripts/demo', `${name}.yaml`), 'utf8'));
  const { customers } = read('company') as { customers: { name: string; contacts: { name: string }[] }[] };
  const people = read('people') as { name: string }[];
  const names = [...customers.flatMap(({ name, contacts }) => [name, ...contacts.map((contact) => contact.name)])];
  for (const name of [...names, ...people.map((somebody) => somebody.name)]) expect(words).not.toContain(name);
  expect(words).not.toContain('@');
  expect(words).not.toContain('delivery');
});
