import type { Asset } from '../library/asset.ts';
import type { Term } from './search-expression.ts';

const UNITS: Record<string, number> = { h: 3600, d: 86_400, w: 7 * 86_400, m: 30 * 86_400, y: 365 * 86_400 };

/** A point in time: a date, or so many hours, days, weeks, months or years ago. */
function timeOf(value: string, now: Date): number {
  const [, amount, unit = ''] = /^(\d+)([hdwmy])$/.exec(value) ?? [];
  return amount === undefined ? Date.parse(value) : now.getTime() - Number(amount) * (UNITS[unit] ?? 0) * 1000;
}

function compare(found: number, operator: Term['operator'], wanted: number): boolean {
  switch (operator) {
    case '>':
      return found > wanted;
    case '<':
      return found < wanted;
    case '>=':
      return found >= wanted;
    case '<=':
      return found <= wanted;
    default:
      return found === wanted;
  }
}

/** Equal, or with the same beginning where the wanted text ends in `*`. */
function fits(found: string, wanted: string): boolean {
  return wanted.endsWith('*') ? found.startsWith(wanted.slice(0, -1)) : found === wanted;
}

/** Whether an asset fits a comparison. A field that is unknown matches nothing, as at Cloudinary. */
export function matchesTerm(asset: Asset, term: Term, now: Date): boolean {
  const { field, operator, value } = term;
  switch (field) {
    case 'status':
      return value === (asset.deletedAt ? 'deleted' : 'active');
    case 'resource_type':
      return asset.resourceType === value;
    case 'type':
      return asset.type === value;
    case 'public_id':
      return fits(asset.publicId, value);
    case 'asset_id':
      return asset.assetId === value;
    case 'asset_folder':
    case 'folder':
      return fits(asset.assetFolder, value);
    case 'display_name':
      return fits(asset.displayName, value);
    case 'format':
      return asset.format === value;
    case 'tags':
      return asset.tags.some((tag) => fits(tag, value));
    case 'bytes':
      return compare(asset.original.length, operator, Number(value));
    case 'created_at':
      return compare(asset.createdAt.getTime(), operator, timeOf(value, now));
    case 'uploaded_at':
      return compare(asset.uploadedAt.getTime(), operator, timeOf(value, now));
    default:
      return false;
  }
}
