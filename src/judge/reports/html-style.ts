/** Style of the HTML report: system fonts, both colour schemes, details opened on paper. */
export const htmlStyle = `
:root { color-scheme: light dark; --line: #8884; --critical: #c01c28; --high: #b8500f; --medium: #8a6d00; --low: #0b7285; }
@media (prefers-color-scheme: dark) { :root { --critical: #ff7b84; --high: #ffa657; --medium: #e3c65b; --low: #66d9e8; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem; }
h1 { margin: 0; } h2 { border-bottom: 1px solid var(--line); margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; } th { overflow-wrap: normal; }
td:first-child, td:nth-child(4) { white-space: nowrap; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
.tiles { display: flex; gap: .6rem; flex-wrap: wrap; } .tile { border: 1px solid var(--line); border-radius: .4rem; padding: .3rem .8rem; } .tile b { font-size: 1.4rem; }
.critical { color: var(--critical); font-weight: 600; } .high { color: var(--high); font-weight: 600; } .medium { color: var(--medium); } .low { color: var(--low); }
.badge { border: 1px solid var(--line); border-radius: .25rem; padding: 0 .3rem; font: .8em ui-monospace, monospace; white-space: nowrap; }
.grade { font-weight: 700; } .gF, .gE { color: var(--critical); } .gD { color: var(--high); } .gC { color: var(--medium); }
.path { font-size: .9em; margin-top: .25rem; } details { margin: .4rem 0; } summary { cursor: pointer; } small { opacity: .75; }
@media print { main { max-width: none; padding: 0; } details { break-inside: avoid; } }
@media print { details::details-content { content-visibility: visible; } }
`;
