declare module './schema.ts' {
  interface Schema {
    settings: { key: string; value: string };
  }
}
