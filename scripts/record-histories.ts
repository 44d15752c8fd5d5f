import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { projectDirectory } from '../config';

/**
 * Records the golden histories of `test/replay/` anew, from stories told on real servers. Only after the shell of the
 * workflows was changed on purpose: until then the old ones prove that running cases survive a release.
 */
export function main(): void {
  const jest = resolve(projectDirectory, 'node_modules/jest/bin/jest.js');
  const { status } = spawnSync(process.execPath, [jest, '--selectProjects', 'servers', '--', 'record-histories'], {
    cwd: projectDirectory,
    stdio: 'inherit',
    env: { ...process.env, TEST_LONG: '1', RECORD_HISTORIES: resolve(projectDirectory, 'test/replay/histories') },
  });
  process.exitCode = status ?? 1;
}
