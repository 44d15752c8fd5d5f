import {
  addsLikeTheWall,
  businessDaysKeepTheWall,
  clocksCountLikeTheWall,
  countsLikeTheWall,
  opensLikeTheWall,
} from './calendar-properties';

describe('business time is what the wall shows, minute by minute, in many more cases', () => {
  it('when it is counted', () => countsLikeTheWall(40_000), 600_000);
  it('when it is added', () => addsLikeTheWall(40_000), 600_000);
  it('when clocks are paused, resumed, stopped and given other targets', () => clocksCountLikeTheWall(25_000), 600_000);
  it('when days are added', () => businessDaysKeepTheWall(10_000), 600_000);
  it('when the next opening is sought', () => opensLikeTheWall(5_000), 600_000);
});
