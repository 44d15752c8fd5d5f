/** What a story is told in, step by step. The terminal prints it, `--json` writes it as lines, tests look at it. */
export type Told =
  | { told: 'story'; story: number; title: string; words: string }
  | { told: 'step'; story: number; step: string; words: string }
  | ToldCall
  | { told: 'state'; of: string; lines: string[]; link: string | null }
  | { told: 'check'; words: string }
  | { told: 'wait'; words: string; until: string | null }
  | { told: 'waited'; seconds: number }
  | { told: 'end'; story: number; seconds: number };

export interface ToldCall {
  told: 'call';
  /** Who asks, for a person. */
  who: string;
  method: string;
  path: string;
  body?: unknown;
  status: number;
  /** Of a refusal: its stable code and words. */
  refusal?: { code: string; title: string; rule?: string };
  /** How often it had to be asked, under one key, because the desk did not answer. */
  attempts: number;
}

/** May take its time: the story waits for it. */
export type Teller = (told: Told) => void | Promise<void>;

/** The story did not go as told. */
export class StoryFailed extends Error {
  override readonly name = 'StoryFailed';
}
