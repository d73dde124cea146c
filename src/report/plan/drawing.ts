import { judgePlan } from '../../plan/verdict';
import { drawingStyle, exportColours } from './exportColours';
import type { PlanReport } from './planReport';
import { xmlText } from './xmlText';

/** A drawing as SVG elements, without the file around it. */
export interface Drawing {
  readonly content: string;
  readonly width: number;
  readonly height: number;
  /** What it shows, for who cannot see it. */
  readonly title: string;
}

const margin = 20;
const headHeight = 34;

/** A file of its own: colours by the reader's system, text as text, nothing loaded and nothing run. */
export function svgFile({ plan }: PlanReport, drawing: Drawing): string {
  const { figure, sentence } = judgePlan(plan);
  const [width, height] = [drawing.width + 2 * margin, drawing.height + 2 * margin + headHeight];
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" class="plan-drawing" width="${number(width)}" height="${number(height)}" viewBox="0 0 ${number(width)} ${number(height)}" role="img">
<title>${xmlText(`${drawing.title}: ${figure}. ${sentence}`)}</title>
<style>${exportColours}
${drawingStyle}</style>
<rect class="paper" width="100%" height="100%"/>
<text class="title" x="${margin}" y="${margin + 12}">${xmlText(`${figure}  ${sentence}`)}</text>
<g transform="translate(${margin} ${margin + headHeight})">
${drawing.content}
</g>
</svg>
`;
}

/** Inside an HTML page, whose style has `drawingStyle`. */
export function inlineSvg({ content, width, height, title }: Drawing): string {
  const size = `width="${number(width + 4)}" height="${number(height + 4)}" viewBox="-2 -2 ${number(width + 4)} ${number(height + 4)}"`;
  return `<svg class="plan-drawing" ${size} role="img" aria-label="${xmlText(title)}">\n${content}\n</svg>`;
}

/** A tenth of a pixel is enough. */
export function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}
