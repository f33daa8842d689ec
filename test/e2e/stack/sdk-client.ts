import { setTimeout as sleep } from 'node:timers/promises';
import { v2 as cloudinary, type UploadApiOptions, type UploadApiResponse } from 'cloudinary';
import type { SimulatedCloudinary } from '#local/cloudinary/simulated-cloudinary.ts';
import { randomImage } from './random-image.ts';

type Options = Readonly<Record<string, unknown>>;

/** Methods of the SDK as they are called here: its declarations omit the options of the calls. */
interface Uploader {
  rename(from: string, to: string, options: Options): Promise<UploadApiResponse>;
  destroy(publicId: string, options: Options): Promise<{ result: string }>;
  explicit(publicId: string, options: Options): Promise<UploadApiResponse>;
  add_tag(tag: string, publicIds: readonly string[], options: Options): Promise<unknown>;
  remove_tag(tag: string, publicIds: readonly string[], options: Options): Promise<unknown>;
  replace_tag(tag: string, publicIds: readonly string[], options: Options): Promise<unknown>;
  add_context(context: string, publicIds: readonly string[], options: Options): Promise<unknown>;
  update_metadata(metadata: string, publicIds: readonly string[], options: Options): Promise<unknown>;
}

/**
 * The clock of the simulated Cloudinary has milliseconds; further digits are random. Each call therefore ends in an
 * earlier millisecond than the next one begins: then the notifications of one client's calls are in order.
 */
async function inItsOwnMillisecond<Answer>(answer: Promise<Answer>): Promise<Answer> {
  await answer;
  await sleep(2);
  return answer;
}

// The methods accept them anyway.
const uploader = cloudinary.uploader as unknown as Uploader;

/** The official SDK, pointed at one cloud. Its global configuration stays unchanged. */
export class SdkClient {
  /** The account, which each call of the SDK needs. */
  readonly options: {
    readonly cloud_name: string;
    readonly api_key: string;
    readonly api_secret: string;
    readonly upload_prefix: string;
  };

  constructor(server: SimulatedCloudinary, cloudName: string) {
    const { username, password } = new URL(server.cloudinaryUrl(cloudName));
    this.options = { cloud_name: cloudName, api_key: username, api_secret: password, upload_prefix: server.origin };
  }

  upload(
    bytes: Buffer,
    options: UploadApiOptions = {},
    begin: typeof cloudinary.uploader.upload_stream = cloudinary.uploader.upload_stream,
  ): Promise<UploadApiResponse> {
    const uploaded = new Promise<UploadApiResponse>((resolve, reject) => {
      const stream = begin({ ...this.options, ...options }, (error, result) =>
        result === undefined ? reject(error) : resolve(result),
      );
      stream.end(bytes);
    });
    return inItsOwnMillisecond(uploaded);
  }

  /** Uploads bytes that pass for a JPEG, different each time. */
  uploadImage(public_id: string, options: UploadApiOptions = {}): Promise<UploadApiResponse> {
    return this.upload(randomImage(), { public_id, ...options });
  }

  /** Uploads in parts of 5 MiB. */
  uploadInParts(bytes: Buffer, options: UploadApiOptions = {}): Promise<UploadApiResponse> {
    return this.upload(bytes, { chunk_size: 5 * 1024 * 1024, ...options }, cloudinary.uploader.upload_chunked_stream);
  }

  rename(from: string, to: string, options: Options = {}): Promise<UploadApiResponse> {
    return inItsOwnMillisecond(uploader.rename(from, to, { ...this.options, ...options }));
  }

  async destroy(publicId: string, options: Options = {}): Promise<void> {
    const { result } = await inItsOwnMillisecond(uploader.destroy(publicId, { ...this.options, ...options }));
    if (result !== 'ok') throw new Error(`${publicId} was not deleted: ${result}`);
  }

  explicit(publicId: string, options: Options = {}): Promise<UploadApiResponse> {
    return inItsOwnMillisecond(uploader.explicit(publicId, { type: 'upload', ...this.options, ...options }));
  }

  addTag(tag: string, publicIds: readonly string[], options: Options = {}): Promise<unknown> {
    return inItsOwnMillisecond(uploader.add_tag(tag, publicIds, { ...this.options, ...options }));
  }

  removeTag(tag: string, publicIds: readonly string[], options: Options = {}): Promise<unknown> {
    return inItsOwnMillisecond(uploader.remove_tag(tag, publicIds, { ...this.options, ...options }));
  }

  replaceTags(tags: string, publicIds: readonly string[], options: Options = {}): Promise<unknown> {
    return inItsOwnMillisecond(uploader.replace_tag(tags, publicIds, { ...this.options, ...options }));
  }

  addContext(context: string, publicIds: readonly string[], options: Options = {}): Promise<unknown> {
    return inItsOwnMillisecond(uploader.add_context(context, publicIds, { ...this.options, ...options }));
  }

  setMetadata(metadata: string, publicIds: readonly string[], options: Options = {}): Promise<unknown> {
    return inItsOwnMillisecond(uploader.update_metadata(metadata, publicIds, { ...this.options, ...options }));
  }

  /** Calls the Admin API, even where the SDK has no method. */
  async admin(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const { cloud_name, api_key, api_secret, upload_prefix } = this.options;
    const request = fetch(`${upload_prefix}/v1_1/${cloud_name}/${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${api_key}:${api_secret}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const response = await inItsOwnMillisecond(request);
    // JSON.parse gives any; every answer of the Admin API is an object.
    const answer: Record<string, unknown> = JSON.parse(await response.text());
    if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }
}
