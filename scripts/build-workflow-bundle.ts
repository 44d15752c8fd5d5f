import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

/**
 * Bundles the workflows ahead of time, with the very version of the SDK the worker runs: a worker that starts is ready at
 * once, and every worker of a release runs the same code.
 *
 * @param workflowsPath the module that exports all workflow types, compiled or in TypeScript
 * @param bundlePath where to write; replaced in one step, so that a worker never reads half a file
 */
export async function buildWorkflowBundle(workflowsPath: string, bundlePath: string): Promise<void> {
  const quiet = (): void => {};
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    logger: {
      log: quiet,
      trace: quiet,
      debug: quiet,
      info: quiet,
      warn: (message) => process.stderr.write(`${message}\n`),
      error: (message) => process.stderr.write(`${message}\n`),
    },
  });
  mkdirSync(dirname(bundlePath), { recursive: true });
  writeFileSync(`${bundlePath}.partial`, code);
  renameSync(`${bundlePath}.partial`, bundlePath);
}

if (require.main === module) {
  const [
    workflows = resolve(__dirname, '../workflows/index.js'),
    bundle = resolve(__dirname, '../workflow-bundle.js'),
  ] = process.argv.slice(2);
  buildWorkflowBundle(workflows, bundle).then(
    () => process.stderr.write(`Workflow bundle written: ${bundle}\n`),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
