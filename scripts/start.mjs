// `npm start`: makes sure that everything is installed and compiled, then runs the supervisor in this very process.
import { createRequire } from 'node:module';
import { ensureBuilt, ensureInstalled, ensureNode } from './prepare.mjs';

ensureNode();
ensureInstalled();
ensureBuilt();
createRequire(import.meta.url)('../dist/scripts/start.js').main(process.argv.slice(2));
