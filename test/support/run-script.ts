import { resolve } from 'node:path';

// `node run-typescript.mjs run-script.ts <name> [arguments…]`: what `npm run` does with the compiled script, from its source.
const [name = '', ...args] = process.argv.slice(3);
// eslint-disable-next-line @typescript-eslint/no-require-imports -- compiled on the way in
(require(resolve(__dirname, '../../scripts', name)) as { main(args: string[]): void }).main(args);
