/** The number of a record in expanded output: `-[ RECORD 2 ]----`, `* Record 2`, in any language. */
export function recordMark(text: string): number | undefined {
  const line = text.slice(0, 120);
  const number = (ruled.exec(line) ?? starred.exec(line))?.[1];
  return number === undefined ? undefined : Number(number);
}

const ruled = /^\s{0,8}[+|┌├╔╠╟┍]?[-─═]{0,2}\[ [^\]\d]{1,40} (\d{1,9}) \]/;
const starred = /^\* [^\d\s]{1,40} (\d{1,9})\s*$/;

/** A line of nothing but strokes. */
export function isRuler(text: string): boolean {
  let strokes = 0;
  for (const character of text) {
    if (stroke.has(character)) strokes++;
    else if (!corners.includes(character)) return false;
  }
  return strokes >= 3;
}

const stroke = new Set(['-', '─', '═', '━', '=']);
const corners = ' \t+|:│║┃┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬╒╕╘╛╞╡╤╧╪╓╖╙╜╟╢╥╨╫';

/** `(9 rows)` in any language. */
export function isFooter(text: string): boolean {
  return text.length < 60 && /^\s*\(\d{1,9} ?[^()\d]{1,30}\)\s*$/.test(text);
}

/** `Time: 1.234 ms (00:01.234)` in any language, and the switch that asks for it. */
export function timing(text: string): boolean {
  return (
    text.length < 80 &&
    (/^[^\s:：\d]{2,20} ?[:：] ?[\d.,]{1,20} \S{1,12}(?: \([^()]*\))?\s*$/u.test(text) ||
      /^Timing is (?:on|off)\.\s*$/.test(text))
  );
}

/** `QUERY PLAN`, the name of EXPLAIN's only column in every language (explain.c, `ExplainResultDesc`). */
export function isHeading(text: string): boolean {
  return text.length < 5000 && /^[\s|│║"#>]*QUERY PLAN["\s|│║]*$/i.test(text);
}
