/**
 * Imported before Cloudinary's SDK, which looks for an account in the environment when it is loaded: the demo shall not
 * reach anybody's real library, whatever the shell that it runs in has set.
 */
for (const name of ['CLOUDINARY_URL', 'CLOUDINARY_ACCOUNT_URL', 'CLOUDINARY_API_PROXY']) delete process.env[name];
