// Writes src/judge/rules/*/index.ts and src/record/recorder/detections/index.ts from the names of the files beside them, docs/rules (a page for
// each rule and the table of all) and docs/detections from the rules and detections themselves, and docs/docker-bench.md from the fleet of
// their tests. These are TypeScript, so they are bundled in memory.
import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {build} from 'esbuild';
import {throughDoors} from './build/doors.mjs';
import {renderDetectionModule, renderRuleIndex, ruleFolders} from './folder-index.mjs';

for (const folder of Object.keys(ruleFolders)) await writeFile(`src/judge/rules/${folder}/index.ts`, renderRuleIndex(folder));
await writeFile('src/record/recorder/detections/index.ts', renderDetectionModule());

const {outputFiles} = await build({
	stdin: {
		contents: `
			export {rules} from './src/judge/rules/index.js';
			export {renderIndex, renderPage} from './src/judge/rules/rule-page.js';
			export {detections} from './src/record/recorder/detections/index.js';
			export {renderDetection, renderDetectionIndex} from './src/record/recorder/detections/detection-page.js';
			export {judgeExample} from './test/support/example-scope.js';
			export {renderBenchTable} from './test/judge/rules/bench-table.js';`,
		resolveDir: process.cwd(),
		loader: 'ts',
	},
	bundle: true,
	plugins: [throughDoors],
	write: false,
	platform: 'node',
	format: 'esm',
	logLevel: 'warning',
});
const [bundle] = outputFiles;
const {rules, renderIndex, renderPage, judgeExample, renderBenchTable, detections, renderDetection, renderDetectionIndex} =
	await import(`data:text/javascript;base64,${Buffer.from(bundle.contents).toString('base64')}`);

await mkdir('docs/rules', {recursive: true});
for (const old of await readdir('docs/rules')) await rm(`docs/rules/${old}`);
await writeFile('docs/rules/README.md', renderIndex(rules));
for (const rule of rules) await writeFile(`docs/rules/${rule.slug}.md`, renderPage(rule, judgeExample(rule, 'bad').remedy));
await writeFile('docs/docker-bench.md', renderBenchTable());
await mkdir('docs/detections', {recursive: true});
for (const old of await readdir('docs/detections')) await rm(`docs/detections/${old}`);
await writeFile('docs/detections/README.md', renderDetectionIndex(detections));
for (const one of detections) await writeFile(`docs/detections/${one.slug}.md`, renderDetection(one));
const escapes = JSON.parse(await readFile('src/judge/survive/escapes.json', 'utf8'));
const row = ({id, aliases = [], title, component, reach, since, fixed, needs = [], kev, source}) =>
	`| [${[id, ...aliases].join(', ')}](${source}) | ${title} | ${component} | ${reach} | ${since ?? ''} | ${fixed.join(', ') || 'not known'} | ${needs.map(terms => terms.join(' or ')).join('; ')} | ${kev ?? ''} |`;
await writeFile(
	'docs/known-escapes.md',
	`# Known escapes

Generated from \`src/judge/survive/escapes.json\` (\`npm run docs:rules\`): ${escapes.entries.length} ways across a container's boundary that were published until ${escapes.asOf}. \`dockscope survive\` judges each container against them: *open*, *verify* (a build of a distribution may have the fix), *unknown*, *closed* (one thing that suffices stops it), *fixed* by version, or *elsewhere* (not started by code in a container). For a version beyond the table, or 60 days after its date, nothing passes. \`dockscope survive CVE\` says who is open, what closes it for all of them and its cost, and the update; \`--fail-on open\` ends with 1; \`--format json\` is \`dockscope.survive/1\` (\`schemas/survive.schema.json\`).

| id | what | component | starts from | since | fixed | needs | exploited (CISA) |
|---|---|---|---|---|---|---|---|
${escapes.entries.map(row).join('\n')}

## Left out

| id | why |
|---|---|
${escapes.excluded.map(({id, why}) => `| ${id} | ${why} |`).join('\n')}
`,
);
console.log(`${rules.length} pages in docs/rules, ${detections.length} in docs/detections`);
