import type { Brief } from '../../../projects/rules.ts';

/** Where a team may begin: lines to change, or for the social feed a GraphQL schema. */
export interface Starter {
  readonly format: 'lines' | 'graphql';
  readonly text: string;
}

/** The starter of a brief. Every list can be asked for page by page, and what changes something needs a token. */
export function starter(brief: Brief): Starter {
  if (brief === 'social-feed') return { format: 'graphql', text: SOCIAL_FEED };
  return { format: 'lines', text: [...ACCOUNTS, ...LINES[brief]].join('\n') };
}

const ACCOUNTS = [
  'POST /auth/register email, password, name -> id, email, name',
  'POST /auth/login email, password -> 200 access, refresh',
  'GET /me -> id, email, name (token)',
];

const LINES: Readonly<Record<Exclude<Brief, 'social-feed'>, readonly string[]>> = {
  ecommerce: [
    'GET /categories -> id, name, slug',
    'GET /products?page&search&category&ordering -> {count: integer, results [id, name, slug, price, image?, stock, category {id, name}]}',
    'GET /products/{id} -> id, name, slug, description, price, image?, stock, category {id, name}',
    'GET /cart -> {items [id, product {id, name, price}, quantity], total: number} (token)',
    'POST /cart/items product_id, quantity -> id, product_id, quantity (token)',
    'PATCH /cart/items/{id} quantity -> id, product_id, quantity (token)',
    'DELETE /cart/items/{id} (token)',
    'GET /orders?page -> {count: integer, results [id, status: pending | paid | shipped | cancelled, total: number, created_at]} (token)',
    'POST /orders address -> id, status: pending | paid | shipped | cancelled, total: number, created_at (token)',
  ],
  'movie-recommendation': [
    'GET /movies/trending?page -> {page, results [id, title, poster?, rating, year]}',
    'GET /movies?search&genre&page -> {page, results [id, title, poster?, rating, year]}',
    'GET /movies/{id} -> id, title, overview, poster?, rating, year, genres: string[]',
    'GET /movies/{id}/similar -> [id, title, poster?, rating, year]',
    'GET /recommendations?page -> {page, results [id, title, poster?, rating, year]} (token)',
    'GET /favorites -> id, title, poster?, rating, year (token)',
    'POST /favorites movie_id -> id, title (token)',
    'DELETE /favorites/{id} (token)',
  ],
  'job-board': [
    'GET /categories -> id, name',
    'GET /jobs?page&search&category&location&type -> {count: integer, results [id, title, company {id, name}, location, type: full-time | part-time | contract | internship, created_at]}',
    'GET /jobs/{id} -> id, title, description, company {id, name}, location, type: full-time | part-time | contract | internship, salary_min?: number, salary_max?: number, created_at',
    'POST /jobs title, description, location, type: full-time | part-time | contract | internship, category_id -> id, title (token)',
    'POST /jobs/{id}/applications cover_letter, resume_url -> id, status: sent | seen | accepted | rejected (token)',
    'GET /applications?page -> {count: integer, results [id, job {id, title}, status: sent | seen | accepted | rejected, created_at]} (token)',
  ],
  'online-poll': [
    'GET /polls?page -> {count: integer, results [id, question, expires_at?, total_votes: integer]}',
    'GET /polls/{id} -> id, question, expires_at?, options [id, text]',
    'POST /polls question, options: string[], expires_at? -> id, question (token)',
    'POST /polls/{id}/votes option_id -> id, option_id',
    'GET /polls/{id}/results -> {total_votes: integer, options [id, text, votes]}',
  ],
  other: [
    'GET /items?page&search -> {count: integer, results [id, name, created_at]}',
    'GET /items/{id} -> id, name, description, created_at',
    'POST /items name, description -> id, name, description, created_at (token)',
    'PATCH /items/{id} name?, description? -> id, name, description, created_at (token)',
    'DELETE /items/{id} (token)',
  ],
};

const SOCIAL_FEED = `type Query {
  me: User
  feed(first: Int = 20, after: String): PostPage!
  post(id: ID!): Post
  user(username: String!): User
}

type Mutation {
  register(email: String!, password: String!, username: String!): Session!
  login(email: String!, password: String!): Session!
  createPost(content: String!, image: String): Post!
  deletePost(id: ID!): Boolean!
  comment(postId: ID!, content: String!): Comment!
  like(postId: ID!): Post!
  unlike(postId: ID!): Post!
  share(postId: ID!): Post!
  follow(username: String!): User!
}

type Session {
  token: String!
  user: User!
}

type User {
  id: ID!
  username: String!
  name: String
  avatar: String
  followerCount: Int!
}

type Post {
  id: ID!
  author: User!
  content: String!
  image: String
  createdAt: String!
  likeCount: Int!
  shareCount: Int!
  likedByMe: Boolean!
  comments(first: Int = 20, after: String): CommentPage!
}

type Comment {
  id: ID!
  author: User!
  content: String!
  createdAt: String!
}

type PostPage {
  posts: [Post!]!
  endCursor: String
  hasNextPage: Boolean!
}

type CommentPage {
  comments: [Comment!]!
  endCursor: String
  hasNextPage: Boolean!
}
`;
