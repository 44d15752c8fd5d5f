/** Every workflow type that a worker of the desk runs; the bundle is made from this file. */
export { inquiry } from './inquiry';
export { followUp } from './follow-up';
export { retention } from './retention';
export { simulation } from './simulation';
export { sweep } from './sweep';
export { auditCheckpoint } from './audit-checkpoint';
