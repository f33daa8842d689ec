/** The smallest possible function. */
export async function handler(): Promise<void> {}
