// Starts a detection: npm run new:detection runtime-xyz
// Writes it from scripts/new-detection/, the index and the pages of docs/detections, which pass `npm run check`, and says what is left to
// write. One test of the detections fails until that is written, and names the parts.
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';

const [slug = ''] = process.argv.slice(2);
if (!/^runtime(-[a-z0-9]+)+$/.test(slug)) {
	refuse('usage: npm run new:detection SLUG, where SLUG is runtime- and lower-case words joined by "-"');
}
const detection = `src/record/recorder/detections/${slug}.ts`;
if (existsSync(detection)) refuse(`${detection} is there already`);

const template = readFileSync(new URL('new-detection/runtime-example.ts', import.meta.url), 'utf8');
writeFileSync(
	detection,
	template
		.replaceAll('../../src/record/recorder/detections/', './')
		.replaceAll('../../src/', '../../../')
		.replaceAll('runtime-example', slug),
);
const run = (program, ...args) => execFileSync(program, args, {stdio: 'pipe'});
run(process.execPath, 'node_modules/@biomejs/biome/bin/biome', 'check', '--write', detection);
run(process.execPath, 'scripts/docs-rules.mjs');

console.log(`${detection}: a page that compiles, is raised by its bad example and not by its good one. Now write:
  1. the title (at most eight words that a person would search for), rationale, remedy, what is harmless, and references
  2. what it looks at: \`on\` is a kind of activity (src/record/recorder/activity.ts), \`needs\` where that is seen. Only a first time
     after the learning time is unusual (\`isUnusual\`). The words are what equal alerts are folded by
  3. both examples
  4. its trial on a real engine: a row of test/full/recorder-detections-trials.ts
Its tests alone: npx vitest run --project unit test/record/recorder/detections.test.ts -t ${slug}
Then: npx biome check --write src test && npm run docs:rules && npm run check && npx vitest run --project unit test/record/recorder
The slug is in policy files and recordings from its first release on: it never changes.`);

function refuse(why) {
	console.error(`new-detection: ${why}`);
	process.exit(2);
}
