/** The exports' own colours, light and dark by what the reader's system prefers. */
export const exportColours = `:root,svg{--ground:#fff;--side:#f8f8f8;--line:#dcdcdc;--text:#1f1f1f;--dim:#646464;--link:#005fb8;--hot:#c72e0f;--warm:#c46a00;--mild:#a07800;--cool:#1a6fc4;--good:#388a34;--edge:#b5b5b5}
@media (prefers-color-scheme:dark){:root,svg{--ground:#1f1f1f;--side:#2a2a2a;--line:#454545;--text:#e4e4e4;--dim:#a3a3a3;--link:#4daafc;--hot:#f14c4c;--warm:#d18616;--mild:#cca700;--cool:#3794ff;--good:#89d185;--edge:#6a6a6a}}
@media print{:root,svg{--ground:#fff;--side:#fff;--line:#bbb;--text:#000;--dim:#444;--link:#000;--hot:#c72e0f;--warm:#c46a00;--mild:#a07800;--cool:#1a6fc4;--good:#388a34;--edge:#999}}`;

/** Of the drawings; their classes hold inside an HTML page, too. */
export const drawingStyle = `.plan-drawing text{font:11.5px system-ui,"Segoe UI",Ubuntu,sans-serif;fill:var(--dim)}
.plan-drawing .paper{fill:var(--ground)}
.plan-drawing .box{fill:var(--side);stroke:var(--line)}
.plan-drawing .box.hot{stroke:var(--hot);stroke-width:2}.plan-drawing .box.warm{stroke:var(--warm)}
.plan-drawing .box.fold{fill:none;stroke-dasharray:3 3}
.plan-drawing .headline,.plan-drawing .figure{font-size:12.5px;font-weight:600;fill:var(--text)}
.plan-drawing .condition{font:11px ui-monospace,Consolas,"DejaVu Sans Mono",monospace}
.plan-drawing .rows{font-size:10.5px}
.plan-drawing .name{font-size:12.5px;fill:var(--text)}
.plan-drawing .title{font-size:14px;font-weight:600;fill:var(--text)}
.plan-drawing .edge{fill:none;stroke:var(--edge)}.plan-drawing .edge.hot{stroke:var(--hot)}.plan-drawing .edge.outside{stroke-dasharray:5 4}
.plan-drawing .ground{fill:var(--text);fill-opacity:.1}
.plan-drawing .heat.none,.plan-drawing .heat.cool{fill:var(--cool)}.plan-drawing .heat.mild{fill:var(--mild)}.plan-drawing .heat.warm{fill:var(--warm)}.plan-drawing .heat.hot{fill:var(--hot)}
.plan-drawing .own{fill-opacity:.5}`;
