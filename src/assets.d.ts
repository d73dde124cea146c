/** Catalogue queries live in `.sql` files; webpack and the test loader import them as text. */
declare module '*.sql' {
  const text: string;
  export default text;
}
