// Writes src/judge/rules/*/index.ts and src/record/recorder/detections/index.ts from the names of the files beside them, docs/rules (a page for
// each rule and the table of all) and docs/detections from the rules and detections themselves, and docs/docker-bench.md from the fleet of
// their tests. These are TypeScript, so they are bundled in memory.
import {mkdir, readdir, rm, writeFile} from 'node:fs/promises';
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
console.log(`${rules.length} pages in docs/rules, ${detections.length} in docs/detections`);
