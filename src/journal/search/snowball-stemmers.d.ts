/** The package brings no types. https://github.com/mazko/jssnowball */
declare module 'snowball-stemmers' {
  export function newStemmer(language: 'english' | 'french'): { stem(word: string): string };
}
