import { describeNode } from '../../plan/describe';
import { type FlameBar, flameLayout, flameModel } from '../../plan/layout/flameLayout';
import { heatOf } from '../../plan/layout/heat';
import { fitLines, textWidth } from '../../plan/layout/textFit';
import type { Plan } from '../../plan/model';
import { formatCost, formatMs } from '../../plan/units';
import { type Drawing, number } from './drawing';
import { xmlText } from './xmlText';

const width = 1200;
const level = 28;
const barHeight = 26;
const font = { size: 12.5 };

/** Width is time (cost where nothing was measured); colour stands where a step works itself. */
export function flameDrawing(plan: Plan): Drawing {
  const flame = flameLayout(flameModel(plan), { least: 1 / width });
  const format = flame.measure === 'time' ? formatMs : (cost: number) => `cost ${formatCost(cost)}`;
  return {
    content: flame.bars.map(bar => barElement(bar, flame.whole, format)).join('\n'),
    width,
    height: Math.max(1, flame.levels) * level,
    title: 'Plan as a flame',
  };
}

function barElement(bar: FlameBar, whole: number, format: (amount: number) => string): string {
  const room = Math.max(1, bar.width * width - 1);
  const own = bar.total > 0 ? (room * bar.own) / bar.total : 0;
  const name = bar.node === undefined ? (bar.label ?? '') : describeNode(bar.node).headline;
  const figure = format(bar.total);
  const figureRoom = textWidth(figure, font) + 14;
  const showsFigure = room > figureRoom + 90;
  const fitted = room < 26 ? '' : (fitLines(name, room - 12 - (showsFigure ? figureRoom : 0), 1, font)[0] ?? '');
  const parts = [
    `<title>${xmlText(`${name}: ${figure}`)}</title>`,
    `<rect class="ground" width="${number(room)}" height="${barHeight}" rx="2"/>`,
    own > 0.5
      ? `<rect class="own heat ${heatOf(bar.own / whole)}" x="${number(room - own)}" width="${number(own)}" height="${barHeight}" rx="2"/>`
      : '',
    fitted === '' ? '' : `<text class="name" x="6" y="17">${xmlText(fitted)}</text>`,
    showsFigure ? `<text class="name" x="${number(room - 6)}" y="17" text-anchor="end">${xmlText(figure)}</text>` : '',
  ];
  return `<g transform="translate(${number(bar.start * width)} ${bar.level * level})">${parts.join('')}</g>`;
}
