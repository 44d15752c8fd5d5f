/** The empty step of the twin. */
export const twinActivities = {
  step: (command: string): Promise<number> => Promise.resolve(command.length),
};
export type TwinActivities = typeof twinActivities;
