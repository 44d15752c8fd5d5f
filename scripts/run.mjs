// `npm run doctor`, `npm run reset` and other tools: node scripts/run.mjs <name> [arguments…] runs the function `main` of
// dist/scripts/<name>.js, after making sure that it is there.
import { createRequire } from 'node:module';
import { ensureBuilt, ensureInstalled, ensureNode } from './prepare.mjs';

const [name, ...args] = process.argv.slice(2);
ensureNode();
ensureInstalled();
ensureBuilt();
createRequire(import.meta.url)(`../dist/scripts/${name}.js`).main(args);
