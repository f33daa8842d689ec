/**
 * Imported before Cloudinary's SDK, which looks for an account in the environment when it is loaded. The demo must never
 * reach a real library, whatever its shell has set.
 */
for (const name of ['CLOUDINARY_URL', 'CLOUDINARY_ACCOUNT_URL', 'CLOUDINARY_API_PROXY']) delete process.env[name];
