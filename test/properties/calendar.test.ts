import {
  addsLikeTheWall,
  businessDaysKeepTheWall,
  clocksCountLikeTheWall,
  countsLikeTheWall,
  opensLikeTheWall,
} from './calendar-properties';

/** 12,000 random cases against a count of every minute on the wall; `calendar.long.test.ts` tries ten times as many. */
describe('business time is what the wall shows, minute by minute', () => {
  it('when it is counted', () => countsLikeTheWall(4_000), 60_000);
  it('when it is added', () => addsLikeTheWall(4_000), 60_000);
  it('when clocks are paused, resumed, stopped and given other targets', () => clocksCountLikeTheWall(2_500), 60_000);
  it('when days are added', () => businessDaysKeepTheWall(1_000), 60_000);
  it('when the next opening is sought', () => opensLikeTheWall(500), 60_000);
});
