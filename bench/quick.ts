/** Whether this process is to measure less: small sizes and few rounds, which show that everything works. */
export const quick = process.argv.includes('--quick');
