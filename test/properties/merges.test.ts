import { mergesAreUndone } from './merges';

test(
  '600 random stories: what is merged can be parted, and everything is held once',
  () => mergesAreUndone(600),
  120_000,
);
