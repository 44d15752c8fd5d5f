/** The servers follow in a later commit. */
export default async function (): Promise<void> {}
