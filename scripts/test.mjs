// `npm test`: everything, on any machine, also on a fresh clone. Each step has a heading; the last line counts:
// `N passed, N failed, N skipped`. A step that is not Jest counts as one.
// `--long` runs the tests of `*.long.test.ts` instead; what follows `--` goes to Jest.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, ensureNode, root } from './prepare.mjs';

const args = process.argv.slice(2);
const long = args.includes('--long');
const forJest = args.filter((argument) => argument !== '--long');

const total = { passed: 0, failed: 0, skipped: 0 };
const failedSteps = [];

const bin = (path) => join(root, 'node_modules', path);
const node = (script, ...rest) => [process.execPath, script, ...rest];
// stdout for all, so that what a step says stands under its heading.
const spawn = ([command, ...rest], env = {}) =>
  spawnSync(command, rest, { cwd: root, stdio: ['ignore', 1, 1], env: { ...process.env, ...env } });
const heading = (name) => process.stdout.write(`\n== ${name}\n`);

function step(name, command) {
  heading(name);
  const begun = performance.now();
  const { status, error } = spawn(command);
  const passed = !error && status === 0;
  if (error) process.stdout.write(`${error.message}\n`);
  total[passed ? 'passed' : 'failed'] += 1;
  if (!passed) failedSteps.push(name);
  process.stdout.write(`${passed ? 'passed' : 'FAILED'} in ${((performance.now() - begun) / 1000).toFixed(1)} s\n`);
}

function jest() {
  heading(long ? 'Long tests' : 'Tests');
  const folder = mkdtempSync(join(tmpdir(), 'inquiry-desk-results-'));
  const report = join(folder, 'report.json');
  const { status, error } = spawn(
    node(
      bin('jest/bin/jest.js'),
      '--json',
      `--outputFile=${report}`,
      '--passWithNoTests',
      '--verbose=false',
      ...forJest,
    ),
    { TEST_LONG: long ? '1' : '0', FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
  );
  if (error) process.stdout.write(`${error.message}\n`);
  if (!existsSync(report)) {
    // Jest did not get to the end: a server that did not start, say. What it said stands above.
    total.failed += 1;
    failedSteps.push('Tests');
  } else {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    total.passed += result.numPassedTests;
    // A file that could not even be loaded has no tests to count, but has failed.
    total.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
    total.skipped += result.numPendingTests + result.numTodoTests;
    const counted = result.numFailedTests + result.numRuntimeErrorTestSuites;
    if (status !== 0 && counted === 0) total.failed += 1;
    if (status !== 0) failedSteps.push('Tests');
  }
  rmSync(folder, { recursive: true, force: true });
}

ensureNode();
ensureInstalled();
if (!long) {
  step('Lint', node(bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0'));
  step('Format', node(bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'));
  step(
    'Types',
    node(
      bin('typescript/bin/tsc'),
      '-p',
      'tsconfig.json',
      '--noEmit',
      '--tsBuildInfoFile',
      bin('.cache/types.tsbuildinfo'),
    ),
  );
}
step('Build', node(join(root, 'scripts/build.mjs')));
jest();

if (failedSteps.length > 0) process.stdout.write(`\nFailed: ${failedSteps.join(', ')}\n`);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed > 0 ? 1 : 0;
