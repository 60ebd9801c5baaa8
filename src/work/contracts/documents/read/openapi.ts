import { upgradeFromTwoToThree } from '@scalar/openapi-upgrader/2.0-to-3.0';
import { OpenApi } from '../openapi/document.ts';
import type { Contract, Problem } from '../types.ts';
import { contractOf } from './hash.ts';
import { isMap, ownMap, ownText, type Source } from './source.ts';
import { problemsOf } from './validate.ts';

/** Whether it is OpenAPI, or would be if its version were named. */
export function isOpenApi(value: unknown): boolean {
  if (!isMap(value)) return false;
  if (/^3\b/.test(ownText(value, 'openapi')) || /^2\b/.test(ownText(value, 'swagger'))) return true;
  return Object.keys(ownMap(value, 'paths')).some((path) => path.startsWith('/'));
}

/** A document that `isOpenApi`, converted if it is Swagger 2.0. */
export function readOpenApi(source: Source): { contract: Contract; problems: Problem[] } {
  const problems = problemsOf(source);
  const normalised = JSON.stringify(upgraded(source.value));
  const document = new OpenApi(normalised);
  const info = ownMap(document.root, 'info');
  return {
    contract: contractOf({
      format: 'openapi',
      normalised,
      value: document.root,
      title: ownText(info, 'title').trim(),
      version: ownText(info, 'version').trim(),
      endpointCount: document.endpoints().length,
    }),
    problems,
  };
}

function upgraded(value: unknown): unknown {
  if (!/^2\b/.test(ownText(value, 'swagger'))) return value;
  // The converter recognises the version as text; YAML without quotes makes a number of it.
  const converted: unknown = upgradeFromTwoToThree({ ...(value as object), swagger: '2.0' });
  return converted;
}
