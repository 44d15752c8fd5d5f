import { Context } from '@temporalio/activity';

/** Milliseconds; the server is told less often than this when it asks for less. */
const beat = 4_000;

/** Lets the server see that an activity is still alive, so that one whose worker has died is taken up soon. */
export function withHeartbeats<Input, Output>(
  activity: (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output> {
  return async (input) => {
    const context = Context.current();
    const beating = setInterval(() => context.heartbeat(), beat);
    try {
      return await activity(input);
    } finally {
      clearInterval(beating);
    }
  };
}
