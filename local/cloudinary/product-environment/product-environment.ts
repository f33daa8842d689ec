import type { MetadataField } from './metadata-field.ts';
import type { MetadataRule } from './metadata-rule.ts';
import { type StreamingProfile, streamingProfiles } from './streaming-profile.ts';
import type { Transformation } from './transformations.ts';
import type { UploadPreset } from './upload-preset.ts';

/** What a cloud has besides its assets. Maps keep the order in which answers list their values. */
export interface ProductEnvironment {
  readonly metadataFields: Map<string, MetadataField>;
  readonly metadataRules: Map<string, MetadataRule>;
  readonly streamingProfiles: Map<string, StreamingProfile>;
  readonly transformations: Map<string, Transformation>;
  readonly uploadPresets: Map<string, UploadPreset>;
  /** Templates of remote URLs by folder. */
  readonly uploadMappings: Map<string, string>;
  /** By asset_id, the assets that are related to each; always both ways. */
  readonly relations: Map<string, Set<string>>;
}

/** The environment of a new cloud. */
export function productEnvironment(): ProductEnvironment {
  return {
    metadataFields: new Map(),
    metadataRules: new Map(),
    streamingProfiles: streamingProfiles(),
    transformations: new Map(),
    uploadPresets: new Map(),
    uploadMappings: new Map(),
    relations: new Map(),
  };
}
