import { describe, expect, it } from 'vitest';
import { endpointsMeant, readUse } from '../../../src/work/contracts/rules.ts';

const ENDPOINTS = [
  'GET /products',
  'POST /products',
  'GET /products/{id}',
  'GET /users/{id}',
  'GET /users/{name}',
  'GET /orders/',
  'query me',
];

describe('an endpoint that is typed', () => {
  it.each([
    ['get /products', ['GET /products']],
    ['GET  /products/', ['GET /products']],
    ['GET /products/:id', ['GET /products/{id}']],
    ['GET /products/<int:pk>/', ['GET /products/{id}']],
    ['/products', ['GET /products', 'POST /products']],
    ['/orders', ['GET /orders/']],
    ['GET /users/{name}', ['GET /users/{name}']],
    ['Query me', ['query me']],
    ['DELETE /products', []],
    ['GET /product', []],
  ])('%s', (typed, meant) => {
    expect(endpointsMeant(readUse(typed)?.endpoint ?? '', ENDPOINTS)).toEqual(meant);
  });

  it('may name a field', () => {
    expect(readUse('GET /products price')).toEqual({ endpoint: 'GET /products', fields: ['price'] });
    expect(readUse('/products price')).toEqual({ endpoint: '/products', fields: ['price'] });
    expect(readUse('products')).toBeUndefined();
  });
});
