import { createAddressGuard } from '../../adapters/webhooks/guarded-address';
import { connect } from '../../db/connect';
import { startDispatcher } from '../../webhooks/dispatcher';

/** The dispatcher of webhooks alone in a process, to be killed; its clock goes ahead by so many milliseconds. */
const [url = '', secretKey = '', ahead = '0'] = process.argv.slice(3);
const report = (what: unknown): void => void process.stderr.write(`${String(what)}\n`);
startDispatcher({
  db: connect(url),
  clock: () => new Date(Date.now() + Number(ahead)).toISOString(),
  secretKey,
  guard: createAddressGuard(['127.0.0.0/8']),
  onError: report,
  onBroken: report,
});
