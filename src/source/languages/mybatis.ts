import type { Piece } from '../reading/pieces';
import { type DynamicElement, type DynamicPart, render } from './dynamicSql';
import type { EmbeddedText, EmbeddingLanguage } from './embedding';

/** Mapper files of MyBatis; other XML holds nothing. */
export const mybatis: EmbeddingLanguage = {
  ids: ['xml'],
  extensions: { xml: ['.xml'] },
  read: async document => (/<mapper\s[^>]*\bnamespace\s*=/.test(document) ? statements(await mapperIn(document)) : []),
};

const statementTags = new Set(['select', 'insert', 'update', 'delete']);

interface OpenElement extends DynamicElement {
  readonly children: DynamicPart[];
}

/** The root element with all that is in it. */
async function mapperIn(document: string): Promise<DynamicElement> {
  const { Parser } = await import('htmlparser2');
  const root: OpenElement = {
    kind: 'element',
    name: '',
    attributes: {},
    children: [],
    start: 0,
    openEnd: 0,
    source: '',
  };
  const open: OpenElement[] = [root];
  let inCdata = false;
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        const { startIndex: start, endIndex } = parser;
        const source = document.slice(start, endIndex + 1);
        const element: OpenElement = {
          kind: 'element',
          name,
          attributes,
          children: [],
          start,
          openEnd: endIndex + 1,
          source,
        };
        open.at(-1)?.children.push(element);
        open.push(element);
      },
      onclosetag: () => {
        if (open.length > 1) open.pop();
      },
      oncdatastart: () => (inCdata = true),
      oncdataend: () => (inCdata = false),
      ontext: text => {
        const start = parser.startIndex + (inCdata ? '<![CDATA['.length : 0);
        const end = inCdata ? start + text.length : parser.endIndex + 1;
        open.at(-1)?.children.push(textPiece(document, text, start, end));
      },
    },
    { xmlMode: true },
  );
  parser.end(document);
  return (
    root.children.find((child): child is OpenElement => child.kind === 'element' && child.name === 'mapper') ?? root
  );
}

/** An entity stands for its character. */
function textPiece(document: string, text: string, start: number, end: number): Piece {
  return { kind: 'text', text, start, end, verbatim: document.slice(start, end) === text };
}

function statements(mapper: DynamicElement): readonly EmbeddedText[] {
  const elements = mapper.children.filter(child => child.kind === 'element');
  const namespace = mapper.attributes['namespace'] ?? '';
  const fragments = new Map<string, DynamicElement>();
  for (const element of elements) {
    const { id } = element.attributes;
    if (element.name !== 'sql' || id === undefined || fragments.has(id)) continue;
    fragments.set(id, element).set(`${namespace}.${id}`, element);
  }
  return elements
    .filter(({ name }) => statementTags.has(name))
    .flatMap(element =>
      [element, ...keysIn(element)].map(part => embedded(part, element, render(part.children, { fragments }))),
    )
    .filter(({ pieces }) => pieces.some(piece => piece.kind === 'text' && piece.text.trim() !== ''))
    .sort((a, b) => a.start - b.start);
}

/** `<selectKey>` is a statement of its own. */
function keysIn(element: DynamicElement): readonly DynamicElement[] {
  return element.children.flatMap(child => (child.kind === 'element' && child.name === 'selectKey' ? [child] : []));
}

function embedded(part: DynamicElement, statement: DynamicElement, pieces: readonly Piece[]): EmbeddedText {
  const id = statement.attributes['id'];
  const name = id === undefined || part === statement ? id : `${id}!selectKey`;
  const ends = pieces.flatMap(piece => (piece.kind === 'assumption' || piece.elsewhere === true ? [] : [piece.end]));
  return {
    pieces,
    start: part.openEnd,
    end: Math.max(part.openEnd, ...ends),
    recognisedBy: 'tag',
    ...(name === undefined ? {} : { name }),
  };
}
