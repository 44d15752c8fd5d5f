// Compiles to dist/: TypeScript (incremental), the files the code reads beside itself (SQL, YAML, JSON), and the
// workflow bundle that workers load. Output whose source has gone is removed, so that dist/ never holds a ghost.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const begun = new Date();

/** Folders whose compiled output and assets belong into dist/. */
const rooms = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
  .map((entry) => entry.name)
  .filter((name) => !['node_modules', 'dist', 'coverage', 'test', 'web', 'docs'].includes(name));
const assets = /\.(sql|ya?ml|json|txt|html|css|svg|hbs|eta|csv|xsd)$/;

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** All files below a folder, as paths relative to the project. */
function filesOf(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .filter((file) => !file.includes('node_modules'));
}

const modified = (file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

// Remove what has no source any more, before compiling: tsc would not.
let ghosts = 0;
for (const file of filesOf('dist')) {
  const inside = file.slice('dist/'.length);
  if (!inside.includes('/') && !/^config\./.test(inside)) continue;
  const source = inside.replace(/\.(js|js\.map|d\.ts)$/, '.ts');
  if ([source, `${source}x`, inside].some((candidate) => existsSync(join(root, candidate)))) continue;
  rmSync(join(root, file));
  ghosts += 1;
}
if (ghosts > 0) rmSync(join(dist, '.tsbuildinfo'), { force: true });

run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json']);

for (const file of rooms.flatMap(filesOf).filter((name) => assets.test(name))) {
  if (modified(join('dist', file)) >= modified(file)) continue;
  mkdirSync(dirname(join(dist, file)), { recursive: true });
  copyFileSync(join(root, file), join(dist, file));
}

// The bundle depends on the workflows, on what they import, and on the versions installed.
const bundle = 'dist/workflow-bundle.js';
if (!existsSync(join(dist, 'workflows/index.js'))) {
  console.log('build: workflows/index.ts is missing, so there is no workflow bundle.');
} else {
  const inputs = ['workflows', 'domain', 'contracts'].flatMap(filesOf).concat('package-lock.json');
  if (inputs.some((file) => modified(file) > modified(bundle))) {
    run(process.execPath, [join(dist, 'scripts/build-workflow-bundle.js')]);
  }
}

// What `npm start` compares the sources with. As of the beginning: what changed meanwhile may not be in it.
writeFileSync(join(dist, '.built'), '');
utimesSync(join(dist, '.built'), begun, begun);
