import { clocksInOrder } from '../../../api/present-clock';
import type { ClockEvent } from '../../../contracts/inquiry';

test('clocks are shown in one order, whichever of them was set anew last', () => {
  const clocks = ['resolution', 'reg-e:determination', 'first_response', 'next_update', 'fca-disp:final_response'];
  expect(clocksInOrder(clocks.map((name) => ({ name }) as ClockEvent)).map(({ name }) => name)).toEqual([
    'first_response',
    'next_update',
    'resolution',
    'reg-e:determination',
    'fca-disp:final_response',
  ]);
});
