import { v2 as cloudinary } from 'cloudinary';
import { runProgram } from './run-program.ts';

/** Deletes a raw asset from the simulated Cloudinary: `node local/demo/try/delete-asset.ts <public_id>`. */
await runProgram('delete-asset.ts <public_id>', process.env['CLOUDINARY_URL'], async (_, publicId = '') => {
  console.log(await cloudinary.uploader.destroy(publicId, { resource_type: 'raw' }));
});
