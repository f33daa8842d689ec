import type { ApiCall } from '../http/api-call.ts';
import { endpoint } from '../http/endpoint.ts';
import { ApiError, existing, ok } from '../http/reply.ts';
import { transformationInfo } from '../product-environment/transformation-info.ts';
import type { Transformation } from '../product-environment/transformations.ts';
import { pageOfValues } from './page-of-values.ts';

function describe({ name, named, allowed_for_strict, used }: Transformation): Record<string, unknown> {
  return { name: named ? `t_${name}` : name, allowed_for_strict, used, named };
}

/** The transformation that `transformation` names: a named one with or without `t_`, else one that was used. */
function chosen({ cloud, params }: ApiCall): Transformation {
  const { transformations } = cloud.productEnvironment;
  const name = params.filled('transformation') ?? '';
  return existing(transformations.get(name) ?? transformations.get(name.replace(/^t_/, '')), name);
}

/** `GET /transformations`: all, only `named` ones, or one by `transformation` (https://cloudinary.com/documentation/admin_api#transformations). */
export const listTransformations = endpoint(['transformation', 'named', 'max_results', 'next_cursor'], (call) => {
  const { cloud, params } = call;
  if (params.has('transformation')) {
    const transformation = chosen(call);
    // Derived assets are not simulated.
    const details = { info: transformationInfo(transformation.definition), derived: [] };
    return ok({ ...describe(transformation), ...details });
  }
  const named = params.flag('named');
  const all = [...cloud.productEnvironment.transformations.values()];
  const wanted = all.filter((transformation) => named === undefined || transformation.named === named);
  return ok(pageOfValues(params, 'transformations', wanted.map(describe)));
});

/** `POST /transformations`: defines a named transformation. */
export const createTransformation = endpoint(['name', 'transformation', 'allowed_for_strict'], ({ cloud, params }) => {
  const { transformations } = cloud.productEnvironment;
  const name = params.filled('name');
  const definition = params.filled('transformation');
  if (!name || !definition) throw new ApiError(400, 'Missing required parameter - name, transformation');
  if (transformations.has(name)) throw new ApiError(409, `Transformation ${name} already exists`);
  const allowed = params.flag('allowed_for_strict') ?? false;
  transformations.set(name, { name, named: true, definition, allowed_for_strict: allowed, used: false });
  return ok({ message: 'created' });
});

/** `PUT /transformations`: allows it for strict transformations, or gives a named one another definition. */
export const updateTransformation = endpoint(['transformation', 'allowed_for_strict', 'unsafe_update'], (call) => {
  const transformation = chosen(call);
  const definition = call.params.filled('unsafe_update');
  if (definition !== undefined && !transformation.named) {
    throw new ApiError(400, 'Only a named transformation can be updated');
  }
  transformation.definition = definition ?? transformation.definition;
  transformation.allowed_for_strict = call.params.flag('allowed_for_strict') ?? transformation.allowed_for_strict;
  return ok({ message: 'updated', ...describe(transformation) });
});

/** `DELETE /transformations`. */
export const deleteTransformation = endpoint(['transformation'], (call) => {
  call.cloud.productEnvironment.transformations.delete(chosen(call).name);
  return ok({ message: 'deleted' });
});
