/** The look of the page of routes: the colours of the system, light or dark. */
export const DOCS_STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --soft: color-mix(in srgb, currentColor 6%, transparent); }
* { box-sizing: border-box; }
body { margin: 0; font: 14px/1.5 system-ui, sans-serif; display: grid; grid-template-columns: minmax(16rem, 24rem) minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem; border-right: 1px solid var(--line); font-size: 12px; }
nav a { display: block; padding: 1px 0; color: inherit; text-decoration: none; overflow-wrap: anywhere; }
nav a:hover, nav a:focus-visible { text-decoration: underline; }
summary { margin-top: .75rem; font-weight: 600; cursor: pointer; }
main { padding: 1rem 2rem 6rem; max-width: 62rem; }
h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); }
article { margin: 1.5rem 0; padding: .25rem 1rem 1rem; border: 1px solid var(--line); border-radius: 6px; scroll-margin-top: 1rem; }
article:target { outline: 2px solid Highlight; }
h3 { margin: .75rem 0 .25rem; font-size: 15px; overflow-wrap: anywhere; }
h4 { margin: .75rem 0 .25rem; font-size: 12px; text-transform: uppercase; letter-spacing: .04em; opacity: .75; }
table { border-collapse: collapse; width: 100%; }
td { padding: 3px 10px 3px 0; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td:nth-child(2) { white-space: normal; min-width: 3.5rem; }
p, ul { margin: .25rem 0; }
pre { margin: .25rem 0; padding: .5rem .75rem; background: var(--soft); border-radius: 4px; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 20rem; }
code, pre { font: 12px/1.5 ui-monospace, monospace; }
i { display: inline-block; min-width: 3.6em; font: 600 11px ui-monospace, monospace; }
i.get { color: light-dark(#1c6b3c, #6cc793); } i.post { color: light-dark(#1b5aa8, #7fb2f0); }
i.put, i.patch { color: light-dark(#8a5a00, #e0b060); } i.delete { color: light-dark(#a82020, #f08a8a); }
em { font-style: normal; font-size: 11px; opacity: .75; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; border: 0; } main { padding: 1rem; } }
`;
