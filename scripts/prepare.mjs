// What must be true before compiled code can run: the right Node, the packages of the lock file, a dist/ of the sources.
// Plain JavaScript without dependencies, because it runs on a fresh clone. Says what it does on stderr.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const say = (line) => process.stderr.write(`${line}\n`);

/** Node that can `require()` ES modules: 20.19, 22.12, or anything later. */
export function ensureNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return;
  say(`The Inquiry Desk needs Node 20.19, 22.12 or later; this is ${process.version}. See https://nodejs.org.`);
  process.exit(1);
}

/** Whether node_modules holds just what package-lock.json asks for. Packages for other platforms may be missing. */
export function isInstalled() {
  const [wanted, installed] = ['package-lock.json', 'node_modules/.package-lock.json'].map((file) => {
    const path = join(root, file);
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
  });
  if (!wanted) return true;
  if (!installed) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional, link }]) =>
      path === '' || link || (installed[path] ? installed[path].version === version : optional === true),
  );
}

/** Runs `npm ci` when packages are missing or others than in the lock file. */
export function ensureInstalled() {
  if (isInstalled()) return;
  say('Installing the packages of package-lock.json (npm ci; about a minute, once) …');
  const begun = performance.now();
  // No package needs its install script: what they would repair, scripts/services/ repairs at start.
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  say(`Installed in ${((performance.now() - begun) / 1000).toFixed(1)} s.`);
}

/** Compiles when a source is newer than the last build. */
export function ensureBuilt() {
  const built = statSync(join(root, 'dist/.built'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (newestSource() <= built) return;
  say('Compiling (up to a minute the first time) …');
  const begun = performance.now();
  run(process.execPath, [join(root, 'scripts/build.mjs')]);
  say(`Compiled in ${((performance.now() - begun) / 1000).toFixed(1)} s.`);
}

/** Runs a program with its output on stderr, so that stdout stays ours; ends with its exit code when it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['inherit', 2, 2], ...options });
  if (error) {
    say(`${command} could not be run: ${error.message}`);
    process.exit(1);
  }
  if (status !== 0) process.exit(status ?? 1);
}

/** When anything that goes into dist/ last changed. Folders count too: that is how a removal shows. */
function newestSource() {
  const outside = new Set(['node_modules', 'dist', 'coverage', 'test', 'docs']);
  const visit = (folder) =>
    readdirSync(folder, { withFileTypes: true }).reduce((newest, entry) => {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') return newest;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return Math.max(newest, statSync(path).mtimeMs, visit(path));
      return Math.max(newest, statSync(path).mtimeMs);
    }, 0);
  return readdirSync(root, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && !outside.has(name))
    .reduce((newest, entry) => {
      const path = join(root, entry.name);
      if (entry.isDirectory()) return Math.max(newest, statSync(path).mtimeMs, visit(path));
      return /\.(ts|json)$/.test(entry.name) ? Math.max(newest, statSync(path).mtimeMs) : newest;
    }, 0);
}
